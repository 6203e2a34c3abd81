import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianOptions, makeDebian, ownMirror } from '../machine/base.ts'
import { cached } from '../packages/cache.ts'
import { runTool } from '../packages/tools.ts'
import { timed } from './lanes.ts'

/** Debian releases whose tools stand for those of the distributions, by number. */
const releases = { 11: 'bullseye', 12: 'bookworm', 13: 'trixie' } as const

/** What a Debian root has beyond the essential packages. */
const include = ['apt', 'openssh-server', 'ca-certificates', 'libpam-runtime', 'sudo', 'procps']

/** Every base: the Debian release its programs come from and, where it is none itself, its package manager. */
const bases = {
  deb11: { release: 11, manager: undefined },
  deb12: { release: 12, manager: undefined },
  deb13: { release: 13, manager: undefined },
  dnf11: { release: 11, manager: 'dnf' },
  dnf12: { release: 12, manager: 'dnf' },
  dnf13: { release: 13, manager: 'dnf' },
  zyp12: { release: 12, manager: 'zypper' },
  zyp13: { release: 13, manager: 'zypper' },
} as const satisfies Record<string, { release: keyof typeof releases; manager: 'dnf' | 'zypper' | undefined }>

export type BaseName = keyof typeof bases

export const baseNames = Object.keys(bases) as BaseName[]

/** Folders of a base, lowest first; made once (half a minute to a minute each), two at a time. */
export async function baseLayers(name: BaseName): Promise<readonly string[]> {
  const { release, manager } = bases[name]
  const debian = await debianBase(release)
  return manager === undefined ? [debian] : [debian, await managerLayer(debian, release, manager)]
}

/** A Debian root without a mirror. */
async function debianBase(release: keyof typeof releases): Promise<string> {
  const finish = join(import.meta.dirname, 'debian-finish.sh')
  const inputs = [...debianOptions(releases[release], include), readFileSync(finish, 'utf8')]
  const dir = await cached(`base-deb${release}`, inputs, (draft) =>
    timed(`base deb${release}`, async () => {
      await makeDebian(releases[release], include, join(draft, 'root'))
      await runTool('unshare', ['--mount', 'sh', finish, join(draft, 'root')])
    }),
  )
  return join(dir, 'root')
}

/** A layer over a Debian root that brings rpm and a package manager, and takes Debian's own away. */
async function managerLayer(
  debian: string,
  release: keyof typeof releases,
  manager: 'dnf' | 'zypper',
): Promise<string> {
  const script = join(import.meta.dirname, 'manager-layer.sh')
  const name = `base-${manager}${release}`
  const dir = await cached(name, [debian, manager, readFileSync(script, 'utf8')], (draft) =>
    timed(name, async () => {
      const [upper, work] = [join(draft, 'root'), join(draft, 'work')]
      for (const folder of [upper, work]) mkdirSync(folder)
      const sources = join(draft, 'sources.list')
      writeFileSync(sources, `deb ${ownMirror()} ${releases[release]} main\n`)
      const command = ['unshare', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child=KILL', 'sh', script]
      await runTool('setpriv', ['--pdeathsig', 'KILL', ...command, debian, upper, work, sources, manager])
      for (const left of [work, sources]) rmSync(left, { recursive: true })
    }),
  )
  return join(dir, 'root')
}

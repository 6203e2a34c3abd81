import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { architectures } from './deb-standins.ts'
import { controlFields, type BuiltDeb } from './deb.ts'
import type { KeyName, Signer } from './keys.ts'
import type { Repository } from './repositories.ts'
import { holds, stateList, type Place } from './states.ts'

/** A built package and the states it is there in. */
export type PlacedDeb = Place & { built: BuiltDeb }

/** Lays out every apt repository, signed, in each of its states below `state`; the packages lie in `pool`. */
export async function layOutDebs(
  www: string,
  { debs, repositories }: { debs: readonly PlacedDeb[]; repositories: readonly Repository[] },
  signer: Signer,
): Promise<void> {
  for (const { path, aliases, suite, key } of repositories)
    for (const state of stateList) {
      const root = join(www, 'state', state.name)
      mkdirSync(join(root, path), { recursive: true })
      for (const name of aliases) link(join(root, name), join(root, path))
      link(join(root, path, 'pool'), join(www, 'pool'))
      const held = debs.filter((place) => holds(state, place)).map(({ built }) => built)
      const contents = { suite, debs: held, date: new Date(Date.now() - state.age * 60_000) }
      await writeSuite(join(root, path, 'dists', suite), contents, (text) => sign(signer, state.key ?? key, text))
    }
}

/** Lays out the distribution's own apt repository, the same in all states. */
export async function layOutOwnDebs(www: string, debs: readonly BuiltDeb[], signer: Signer): Promise<void> {
  const root = join(www, 'distribution/deb')
  mkdirSync(root, { recursive: true })
  link(join(root, 'pool'), join(www, 'pool'))
  const contents = { suite: 'stable', debs, date: new Date() }
  await writeSuite(join(root, 'dists/stable'), contents, (text) => sign(signer, 'distribution', text))
}

/** A symbolic link that holds wherever the whole tree is moved to. */
export function link(from: string, to: string): void {
  mkdirSync(dirname(from), { recursive: true })
  symlinkSync(relative(dirname(from), to), from)
}

async function sign(signer: Signer, key: KeyName | 'nobody', text: string): Promise<Record<string, string>> {
  if (key === 'nobody') return {}
  const [inline, detached] = await Promise.all([signer.clearSign(key, text), signer.detachSign(key, text)])
  return { InRelease: `${inline}\n`, 'Release.gpg': `${detached}\n` }
}

interface Contents {
  suite: string
  debs: readonly BuiltDeb[]
  date: Date
}

async function writeSuite(
  dir: string,
  { suite, debs, date }: Contents,
  sign: (release: string) => Promise<Record<string, string>>,
): Promise<void> {
  const indexes = architectures.flatMap((architecture) => indexesOf(architecture, debs))
  const release = releaseOf(suite, date, indexes)
  const signed = Object.entries({ Release: release, ...(await sign(release)) })
  const files = [...indexes, ...signed.map(([path, content]) => ({ path, content }))]
  for (const { path, content } of files) {
    const file = join(dir, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    utimesSync(file, date, date)
  }
}

interface Index {
  /** Below the suite's folder. */
  path: string
  content: Buffer
}

function indexesOf(architecture: string, debs: readonly BuiltDeb[]): Index[] {
  const own = debs.filter(({ deb }) => deb.architecture === architecture)
  const content = Buffer.from(own.map(paragraph).join('\n'))
  const path = `main/binary-${architecture}/Packages`
  return [
    { path, content },
    { path: `${path}.gz`, content: gzipSync(content) },
  ]
}

function paragraph({ deb, file, sha256, size }: BuiltDeb): string {
  return `${controlFields(deb)}Filename: pool/${file}\nSize: ${size}\nSHA256: ${sha256}\n`
}

function releaseOf(suite: string, date: Date, indexes: readonly Index[]): string {
  const head = {
    Origin: `microsoft-stand-in ${suite}`,
    Label: `microsoft-stand-in ${suite}`,
    Suite: suite,
    Codename: suite,
    Date: date.toUTCString().replace('GMT', '+0000'),
    Architectures: architectures.join(' '),
    Components: 'main',
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\n`)
  const sums = indexes.map(({ path, content }) => {
    const sum = createHash('sha256').update(content).digest('hex')
    return ` ${sum} ${content.length} ${path}\n`
  })
  return `${lines.join('')}SHA256:\n${sums.join('')}`
}

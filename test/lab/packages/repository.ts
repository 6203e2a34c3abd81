import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { controlFields, type BuiltDeb } from './deb.ts'
import type { KeyName, Signer } from './keys.ts'
import { architectures } from './standins.ts'
import { signedByNext, states, suiteOf } from './suites.ts'

/**
 * Lays out the URL paths of packages.microsoft.com below `www`: keys, lists and packages, and for each state a folder
 * below `state` with every suite's signed repository. What is not in the published state's folder is served from `www`.
 */
export async function layOut(www: string, debs: readonly BuiltDeb[], signer: Signer): Promise<void> {
  writeKeyPages(www, signer)
  for (const [path, suite] of Object.entries(suiteOf)) {
    writeList(www, path, suite)
    for (const [state, { holds, key, age }] of Object.entries(states)) {
      const by = key ?? (signedByNext.includes(suite) ? 'next' : 'good')
      const repository = makeRepository(www, state, { path, suite })
      const contents = { suite, debs: debs.filter(holds), date: new Date(Date.now() - age * 60_000) }
      await writeSuite(join(repository, 'dists', suite), contents, (text) => signatures(signer, by, text))
    }
  }
}

function writeKeyPages(www: string, { keys }: Signer): void {
  mkdirSync(join(www, 'keys'), { recursive: true })
  writeFileSync(join(www, 'keys/microsoft.asc'), keys.good.armored)
  writeFileSync(join(www, 'keys/microsoft-2025.asc'), keys.next.armored)
}

/** The list the real host offers for a system. */
function writeList(www: string, path: string, suite: string): void {
  mkdirSync(join(www, 'config', path), { recursive: true })
  const options = `arch=${architectures.join(',')} signed-by=/usr/share/keyrings/microsoft-prod.gpg`
  const line = `deb [${options}] https://packages.microsoft.com/${path}/prod ${suite} main\n`
  writeFileSync(join(www, 'config', path, 'prod.list'), line)
}

/** The folder of a repository, which the real host also has under an alias. */
function makeRepository(www: string, state: string, { path, suite }: { path: string; suite: string }): string {
  const root = join(www, 'state', state, path, 'prod')
  const aliases = join(www, 'state', state, 'repos')
  mkdirSync(root, { recursive: true })
  mkdirSync(aliases, { recursive: true })
  symlinkSync('../../../../../pool', join(root, 'pool'))
  symlinkSync(join('..', path, 'prod'), join(aliases, `microsoft-${path.split('/')[0]!}-${suite}-prod`))
  return root
}

async function signatures(signer: Signer, key: KeyName, text: string): Promise<Record<string, string>> {
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

import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { debianPackages, debianSuite, type Architecture } from './architectures.ts'
import { debianSources } from './debian-sources.ts'
import { cacheFolder } from './paths.ts'

export interface DebianPackage {
  readonly name: string
  readonly version: string
  /** Source package and its version, for who wants to rebuild it. */
  readonly source: string
  readonly sha256: string
}

/**
 * The packages with the C and C++ libraries, as the signed index of the suite offers them when they are first wanted;
 * later builds take the kept ones, so that they are the same and need no network. `refresh` asks the index again.
 */
export function debianLibraryPackages(architecture: Architecture, refresh: boolean): DebianPackage[] {
  const record = join(cacheFolder(), `debian-${debianSuite}-${architecture.debian}.json`)
  if (!refresh && existsSync(record)) {
    const packages = JSON.parse(readFileSync(record, 'utf8')) as DebianPackage[]
    if (packages.every(isKept)) return packages
  }
  const packages = download(architecture)
  const unfinished = `${record}.${randomUUID()}`
  writeFileSync(unfinished, JSON.stringify(packages, null, 2))
  renameSync(unfinished, record)
  return packages
}

/** Where the .deb of a package is kept. */
export function debFile(debian: DebianPackage): string {
  return join(cacheFolder(), `${debian.sha256}.deb`)
}

function isKept(debian: DebianPackage): boolean {
  return existsSync(debFile(debian)) && sha256Of(debFile(debian)) === debian.sha256
}

/** apt with a state of its own: nothing of the machine's changes, and its keyring decides what is genuine. */
function download(architecture: Architecture): DebianPackage[] {
  mkdirSync(cacheFolder(), { recursive: true })
  const folder = mkdtempSync(join(cacheFolder(), 'apt-'))
  try {
    const env = { ...process.env, APT_CONFIG: aptConfiguration(folder, architecture.debian) }
    execFileSync('apt-get', ['-qq', 'update'], { env, stdio: 'inherit' })
    const fetch = (names: string[]): Buffer =>
      execFileSync('apt-get', ['-qq', 'download', ...names], { env, cwd: folder })
    fetch(debianPackages.map(({ name }) => name))
    fetch(copyrightPackages(folder))
    return debsIn(folder).map((file) => keep(join(folder, file)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The compiler's libraries point to its base package (gcc-NN-base) for their copyright file. */
function copyrightPackages(folder: string): string[] {
  const depends = debsIn(folder).map((file) => field(join(folder, file), 'Depends'))
  return [...new Set(depends.flatMap((text) => text.match(/\bgcc-\d+-base\b/g) ?? []))]
}

function debsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.deb'))
    .toSorted()
}

function keep(file: string): DebianPackage {
  const name = field(file, 'Package')
  const version = field(file, 'Version')
  const [, sourceName = name, sourceVersion = version] = /^(\S+)(?: \((.+)\))?$/.exec(field(file, 'Source')) ?? []
  const debian = { name, version, source: `${sourceName} ${sourceVersion}`, sha256: sha256Of(file) }
  renameSync(file, debFile(debian))
  return debian
}

function field(file: string, name: string): string {
  return execFileSync('dpkg-deb', ['-f', file, name], { encoding: 'utf8' }).trim()
}

function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function aptConfiguration(folder: string, debianArchitecture: string): string {
  for (const name of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'status'), '')
  writeFileSync(join(folder, 'sources.list'), debianSources(debianSuite))
  const settings = {
    'APT::Architecture': debianArchitecture,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '5',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`)
  writeFileSync(join(folder, 'apt.conf'), `${lines.join('')}APT::Architectures { "${debianArchitecture}"; };\n`)
  return join(folder, 'apt.conf')
}

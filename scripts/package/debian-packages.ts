import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianPackages, debianSuite, type Architecture } from './architectures.ts'
import { cacheFolder } from './paths.ts'
import { withPrivateApt } from './private-apt.ts'

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

function download(architecture: Architecture): DebianPackage[] {
  return withPrivateApt(debianSuite, architecture.debian, ({ folder, fetch }) => {
    fetch(debianPackages.map(({ name }) => name))
    fetch(copyrightPackages(folder))
    return debsIn(folder).map((file) => keep(join(folder, file)))
  })
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

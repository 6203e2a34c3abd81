import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Profile, VersionRow } from '../../../src/core/profile-schema.ts'
import type { KeyName } from './keys.ts'

/** A repository of the package host, as the profiles name it. */
export interface Repository {
  format: 'deb' | 'rpm'
  /** Below the host, without slashes around it, e.g. `debian/12/prod`. */
  path: string
  /** Paths by which the host has it too. */
  aliases: readonly string[]
  /** '' for rpm. */
  suite: string
  key: KeyName
  /** Whether its versions are numbered as the real ones are (1.0.034210009), not 1.0.3: where a profile pins one. */
  dated: boolean
}

/** The lab's key in the place of each of distro-profiles/keys.json. */
export const keyInPlaceOf: Readonly<Record<string, KeyName>> = {
  microsoft: 'good',
  'microsoft-2025': 'next',
  'azure-linux': 'azure',
}

/** Where the profile leaves it to the machine to say its codename. */
const codenames: Readonly<Record<string, string>> = { '26.04': 'resolute' }

/** Where the lab's profiles come from: those that are shipped, and one of a distribution that does not exist. */
export const profileFolders = ['distro-profiles', 'test/fixtures/profiles'].map((folder) =>
  resolve(import.meta.dirname, '../../..', folder),
)

/** Every profile of the lab. */
export function profiles(): Profile[] {
  const files = profileFolders.flatMap((folder) =>
    readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [join(folder, name)] : [])),
  )
  const texts = files.sort().map((file) => JSON.parse(readFileSync(file, 'utf8')) as Partial<Profile>)
  return texts.filter((profile): profile is Profile => profile.match !== undefined)
}

/** Every repository that some row of a profile names. One that Microsoft took away lies below `mirror` instead. */
export function repositories(): Repository[] {
  const found = profiles().flatMap((profile) =>
    profile.versions.flatMap((row) => endsOf(row).map((version) => repositoryOf(profile, row, version))),
  )
  const byPath = new Map(found.map((repository) => [repository.path, repository]))
  return [...byPath.values()].sort((left, right) => left.path.localeCompare(right.path))
}

/** The repository that the profile's row names for a version. */
export function repositoryOf(profile: Profile, row: VersionRow, version: string): Repository {
  const values: Readonly<Record<string, string>> = {
    id: profile.match.ids[0] ?? '',
    version,
    major: version.split('.')[0] ?? '',
    codename: row.codename ?? codenames[version] ?? '',
    architecture: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
  }
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '').replace(/^\/|\/$/g, '')
  const parent = row.status === 'repository-gone' ? 'mirror/' : ''
  return {
    format: (row.packageManager ?? profile.packageManager) === 'apt-get' ? 'deb' : 'rpm',
    path: `${parent}${fill(row.path ?? profile.repository.path)}`,
    aliases: profile.repository.aliases.map(fill),
    suite: fill(profile.repository.suite),
    key: keyInPlaceOf[row.keys[0] ?? ''] ?? 'stranger',
    dated: profile.versions.some(({ pin }) => pin !== undefined),
  }
}

/** First and last version that a row names. */
function endsOf({ versions }: VersionRow): string[] {
  return versions.replace('+', '').split('-')
}

import type { System } from './facts.ts'
import type { Architecture, Profile, SigningKeyRow, VersionRow } from './profile-schema.ts'
import { isSingleVersion, isWithin, parseRange, parseVersion } from './version-range.ts'

export type SigningKey = SigningKeyRow & { readonly id: string }

/** A profile resolved for one machine: what all later steps work from. No hole is left in it. */
export interface Target {
  readonly profileId: string
  /** What a person calls this system. */
  readonly displayName: string
  /** As `uname -m` prints it. */
  readonly architecture: Architecture
  /** As the packages call it, e.g. amd64. */
  readonly packageArchitecture: string
  readonly packageManager: Profile['packageManager']
  readonly packages: Profile['packages']
  readonly repository: TargetRepository
  readonly sshd: Profile['sshd']
  readonly wiring: Profile['wiring']
  /** newer: a version after the last row of the table. */
  readonly status: VersionRow['status'] | 'newer'
  readonly published: VersionRow['published'] | undefined
  /** The only version of the login package that works on this system; undefined: the newest. */
  readonly pin: string | undefined
  readonly warnings: NonNullable<VersionRow['warnings']>
}

export interface TargetRepository {
  /** Below the base URL, with a leading "/". */
  readonly path: string
  /** '' where repositories have no suite. */
  readonly suite: string
  readonly components: readonly string[]
  /** Other paths below the base URL that lead to the same repository. */
  readonly aliases: readonly string[]
  readonly entryId: string
  readonly entryFile: string
  readonly keyringFile: string
  /** The keys that may sign this repository, pinned by fingerprint. */
  readonly keys: readonly SigningKey[]
}

export interface TargetInput {
  readonly profile: Profile
  readonly keys: Readonly<Record<string, SigningKeyRow>>
  readonly system: System
  /** undefined for a version newer than the table. */
  readonly row: VersionRow | undefined
  readonly architecture: Architecture
}

/** The target, or undefined when the machine does not say what a hole of the repository needs. */
export function resolveTarget(input: TargetInput): Target | undefined {
  const { profile, row, system } = input
  const fill = filler(input)
  const path = fill(row?.path ?? profile.repository.path)
  const suite = fill(profile.repository.suite)
  const aliases = profile.repository.aliases.map(fill).filter((alias) => alias !== undefined)
  if (path === undefined || suite === undefined) return undefined
  const keyIds = row?.keys ?? profile.newer.keys
  return {
    profileId: profile.id,
    displayName: system.prettyName,
    architecture: input.architecture,
    packageArchitecture: profile.packageArchitectures[input.architecture] ?? input.architecture,
    packageManager: row?.packageManager ?? profile.packageManager,
    packages: packagesOf(input),
    repository: { ...profile.repository, path, aliases, suite, keys: signingKeys(keyIds, input.keys) },
    sshd: profile.sshd,
    wiring: profile.wiring,
    status: row?.status ?? 'newer',
    published: row?.published,
    pin: row?.pin,
    warnings: warningsFor(input),
  }
}

function packagesOf({ profile: { packages }, row }: TargetInput): Profile['packages'] {
  if (row?.selinuxWhenInstalled === undefined) return packages
  return { ...packages, selinux: { ...packages.selinux, whenInstalled: row.selinuxWhenInstalled } }
}

/** Those of the row that are about the machine's own version. */
function warningsFor({ row, system }: TargetInput): Target['warnings'] {
  const version = parseVersion(system.versionId)
  return (row?.warnings ?? []).filter(({ versions }) => {
    const range = versions === undefined ? undefined : parseRange(versions)
    return range === undefined || (version !== undefined && isWithin(version, range))
  })
}

function signingKeys(ids: readonly string[], keys: TargetInput['keys']): SigningKey[] {
  return ids.flatMap((id) => {
    const key = keys[id]
    return key === undefined ? [] : [{ id, ...key }]
  })
}

/** Fills the holes of a template; undefined when a value is not known. */
function filler({ row, system, architecture }: TargetInput): (template: string) => string | undefined {
  const version = row !== undefined && isSingleVersion(row.versions) ? row.versions : system.versionId
  const values: Readonly<Record<string, string>> = {
    id: system.id,
    version,
    major: version.split('.')[0] ?? '',
    codename: row?.codename ?? system.codename,
    architecture,
  }
  return (template) => {
    const text = template.replace(/\{(\w+)\}/g, (hole, name: string) =>
      values[name] === '' ? hole : (values[name] ?? hole),
    )
    return text.includes('{') ? undefined : text
  }
}

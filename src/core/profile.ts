import type { z } from 'zod'
import { HandlerFailure, type FailureDetail } from './failure.ts'
import type { System } from './facts.ts'
import { keyFileSchema, profileSchema } from './profile-schema.ts'
import type { Architecture, Profile, SigningKeyRow, VersionRow } from './profile-schema.ts'
import { resolveTarget, type Target } from './target.ts'
import { isBelow, isWithin, parseRange, parseVersion } from './version-range.ts'

export interface Profiles {
  readonly profiles: readonly Profile[]
  readonly keys: Readonly<Record<string, SigningKeyRow>>
}

export type Selection =
  | {
      readonly kind: 'supported'
      readonly profile: Profile
      readonly target: Target
      readonly newerThanTable: boolean
    }
  | {
      readonly kind: 'unsupported'
      readonly code: 'system.unknown' | 'system.version' | 'system.architecture'
      readonly detail: FailureDetail
    }

const keyFile = 'keys.json'
const editorSchema = '.schema.json'

/**
 * Reads the files of distro-profiles, given as file name → text; what is not JSON data there is left out.
 * Throws handler.bug naming file and field when the data is broken.
 */
export function loadProfiles(texts: Readonly<Record<string, string>>): Profiles {
  const { keys } = readData(keyFile, texts[keyFile] ?? '', keyFileSchema)
  const names = Object.keys(texts).filter((name) => name.endsWith('.json') && !name.endsWith(editorSchema))
  const files = names.filter((name) => name !== keyFile).sort()
  const profiles = files.map((name) => readData(name, texts[name] ?? '', profileSchema))
  if (profiles.length === 0) throw brokenData('there is no profile')
  for (const [at, profile] of profiles.entries()) {
    const file = files[at] ?? ''
    checkKeys(file, profile, keys)
    checkIds(file, profile, profiles.slice(0, at))
  }
  return { profiles, keys }
}

function readData<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(file, text))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw brokenData(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw brokenData(`${file}: not JSON`, error)
  }
}

function checkKeys(file: string, profile: Profile, keys: Profiles['keys']): void {
  for (const id of [profile.newer, ...profile.versions].flatMap((row) => row.keys))
    if (!Object.hasOwn(keys, id)) throw brokenData(`${file}: no key ${id} in ${keyFile}`)
}

function checkIds(file: string, profile: Profile, others: readonly Profile[]): void {
  const taken = others.flatMap((other) => [other.id, ...other.match.ids])
  const twice = [profile.id, ...profile.match.ids].find((id) => taken.includes(id))
  if (twice !== undefined) throw brokenData(`${file}: ${twice} is in another profile too`)
}

function brokenData(problem: string, cause?: unknown): HandlerFailure {
  return new HandlerFailure('handler.bug', { detail: `distro-profiles: ${problem}` }, { cause })
}

/**
 * The profile for a system, resolved to a target, or why there is none. Never touches the network: whether the
 * repository really has the package is asked later.
 */
export function selectProfile({ profiles, keys }: Profiles, system: System): Selection {
  const profile = profiles.find(({ match }) => match.ids.includes(system.id))
  if (profile === undefined) return unknown(system.prettyName)
  const position = locate(profile, system)
  if (position.kind === 'unversioned') return unknown(`${system.prettyName} (os-release states no usable version)`)
  if (position.kind === 'older') return refused('system.version', { system: system.prettyName, from: position.from })
  const { row } = position
  const offered = row?.architectures ?? profile.newer.architectures
  const architecture = offered.find((name) => name === system.architecture)
  if (architecture === undefined) return wrongArchitecture(system, offered)
  const target = resolveTarget({ profile, keys, system, row, architecture })
  if (target === undefined) return unknown(`${system.prettyName} (os-release states no codename)`)
  return { kind: 'supported', profile, target, newerThanTable: row === undefined }
}

type Position =
  | { readonly kind: 'row'; readonly row: VersionRow }
  | { readonly kind: 'newer'; readonly row?: undefined }
  | { readonly kind: 'older'; readonly from: string }
  | { readonly kind: 'unversioned' }

/** Where the version stands in the table. Without one (Debian testing) the codename decides. */
function locate(profile: Profile, system: System): Position {
  const version = parseVersion(system.versionId)
  if (version === undefined) {
    const row = profile.versions.find(({ codename }) => codename !== undefined && codename === system.codename)
    return row === undefined ? { kind: 'unversioned' } : { kind: 'row', row }
  }
  for (const row of profile.versions) {
    const range = parseRange(row.versions)
    if (range === undefined) continue
    if (isWithin(version, range)) return { kind: 'row', row }
    // Rows run from old to new: the first one that begins later names what would be new enough.
    if (isBelow(version, range)) return { kind: 'older', from: row.versions.replace(/[+-].*$/, '') }
  }
  return { kind: 'newer' }
}

function unknown(system: string): Selection {
  return refused('system.unknown', { system })
}

function wrongArchitecture(system: System, offered: readonly Architecture[]): Selection {
  const architecture = system.architecture === '' ? 'an unknown processor' : system.architecture
  const detail = { system: system.prettyName, architecture, supported: offered.join(', ') }
  return refused('system.architecture', detail)
}

function refused(code: Extract<Selection, { kind: 'unsupported' }>['code'], detail: FailureDetail): Selection {
  return { kind: 'unsupported', code, detail }
}

import type { FailureDetail } from './failure.ts'
import type { System } from './facts.ts'
import type { Profiles } from './profile-data.ts'
import type { Architecture, Profile, VersionRow } from './profile-schema.ts'
import { resolveTarget, type Target } from './target.ts'
import { asParent, locate } from './version-row.ts'

export type Selection =
  | {
      readonly kind: 'supported'
      readonly profile: Profile
      readonly target: Target
      /** Its row in the table; undefined for a version newer than the table. */
      readonly row: VersionRow | undefined
      /** The distribution whose profile stands in for a system that has none of its own. */
      readonly parent?: string
    }
  | {
      readonly kind: 'unsupported'
      readonly code:
        | 'system.unknown'
        | 'system.derivative'
        | 'system.refused'
        | 'system.version'
        | 'system.architecture'
        | 'system.repository-gone'
      readonly detail: FailureDetail
    }

/** What is no obstacle although the table alone would say no. */
export interface Allowances {
  /** A system without a profile whose ID_LIKE names one: tried as that. */
  readonly derivatives: boolean
  /** A repository that Microsoft took away: a mirror has it, or nothing is to be installed. */
  readonly goneRepositories: boolean
}

const nothingMore: Allowances = { derivatives: false, goneRepositories: false }

/**
 * The profile for a system, resolved to a target, or why there is none. Of ID and the ids in ID_LIKE, which
 * os-release(5) lists from near to far, the first that is known decides. Never touches the network: whether the
 * repository really has the package is asked later.
 */
export function selectProfile(data: Profiles, system: System, allowances: Allowances = nothingMore): Selection {
  for (const id of idsOf(system)) {
    const refused = data.refused.find(({ ids }) => ids.includes(id))
    if (refused !== undefined)
      return unsupported('system.refused', { system: system.prettyName, reason: refused.reason })
    const profile = data.profiles.find(({ match }) => match.ids.includes(id))
    if (profile === undefined) continue
    if (id === system.id) return resolve(data, profile, { system, allowances })
    return selectParent(data, profile, { system: asParent(profile, system, id), allowances })
  }
  return unknown(system.prettyName)
}

/** The ids by which a system may be known, from near to far. */
export function idsOf({ id, idLike }: System): readonly string[] {
  return [id, ...idLike]
}

interface Question {
  readonly system: System
  readonly allowances: Allowances
}

/** The profile of a parent. The setting that allows it is named only where it would help. */
function selectParent(data: Profiles, profile: Profile, question: Question): Selection {
  const selection = resolve(data, profile, question)
  const system = question.system.prettyName
  if (selection.kind === 'unsupported') return question.allowances.derivatives ? selection : unknown(system)
  if (question.allowances.derivatives) return { ...selection, parent: profile.name }
  return unsupported('system.derivative', { system, parent: profile.name })
}

function resolve({ keys }: Profiles, profile: Profile, { system, allowances }: Question): Selection {
  const name = system.prettyName
  const position = locate(profile, system)
  if (position.kind === 'unversioned')
    return unknown(`${name} (os-release states no usable version of ${profile.name})`)
  if (position.kind === 'older') return unsupported('system.version', { system: name, from: position.from })
  const offered = position.row?.architectures ?? profile.newer.architectures
  const architecture = offered.find((known) => known === system.architecture)
  if (architecture === undefined) return wrongArchitecture(system, offered)
  if (position.row?.status === 'repository-gone' && !allowances.goneRepositories)
    return unsupported('system.repository-gone', { system: `${profile.name} ${position.row.versions}` })
  const target = resolveTarget({ profile, keys, system, row: position.row, architecture })
  if (target === undefined) return unknown(`${name} (os-release states no codename)`)
  return { kind: 'supported', profile, target, row: position.row }
}

function unknown(system: string): Selection {
  return unsupported('system.unknown', { system })
}

function wrongArchitecture(system: System, offered: readonly Architecture[]): Selection {
  const architecture = system.architecture === '' ? 'an unknown processor' : system.architecture
  const detail = { system: system.prettyName, architecture, supported: offered.join(', ') }
  return unsupported('system.architecture', detail)
}

function unsupported(code: Extract<Selection, { kind: 'unsupported' }>['code'], detail: FailureDetail): Selection {
  return { kind: 'unsupported', code, detail }
}

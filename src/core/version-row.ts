import type { System } from './facts.ts'
import type { Profile, VersionRow } from './profile-schema.ts'
import { firstVersion, isBelow, isWithin, parseRange, parseVersion } from './version-range.ts'

/** Where a system stands in the table of its profile. */
export type Position =
  | { readonly kind: 'row'; readonly row: VersionRow }
  /** After the last row. */
  | { readonly kind: 'newer'; readonly row?: undefined }
  /** Before the first row or between two; `from` is the next version that is in the table. */
  | { readonly kind: 'older'; readonly from: string }
  | { readonly kind: 'unversioned' }

/** Where the version stands in the table. Without one (Debian testing) the codename decides. */
export function locate({ versions }: Profile, system: System): Position {
  const version = parseVersion(system.versionId)
  if (version === undefined) {
    const row = rowOf(versions, system.codename)
    return row === undefined ? { kind: 'unversioned' } : { kind: 'row', row }
  }
  for (const row of versions) {
    const range = parseRange(row.versions)
    if (range === undefined) continue
    if (isWithin(version, range)) return { kind: 'row', row }
    // Rows run from old to new: the first one that begins later names what would be new enough.
    if (isBelow(version, range)) return { kind: 'older', from: firstVersion(row.versions) }
  }
  return { kind: 'newer' }
}

/**
 * A system that derives from a distribution, as that one would describe itself. Where the profile has codenames, the
 * one the system states for its parent says the version: its own number counts in another series (Linux Mint 21.3 is
 * Ubuntu 22.04). Rebuilds of rpm distributions count like their parent.
 */
export function asParent({ versions }: Profile, system: System, parentId: string): System {
  if (versions.every(({ codename }) => codename === undefined)) return { ...system, id: parentId }
  const known = [...system.parentCodenames, system.codename].find((codename) => rowOf(versions, codename) !== undefined)
  return { ...system, id: parentId, versionId: '', codename: known ?? '' }
}

function rowOf(versions: readonly VersionRow[], codename: string): VersionRow | undefined {
  return versions.find((row) => row.codename !== undefined && row.codename === codename)
}

import type { Profile, VersionRow } from '../../../src/core/profile-schema.ts'
import { profiles, repositoryOf, type Repository } from '../packages/repositories.ts'
import type { BaseName } from './bases.ts'
import { distributionOf, type Distribution } from './distributions.ts'

/** One root of the matrix: a version of a distribution. */
export interface MatrixRow {
  /** Profile and version, e.g. `rhel 9.6`. */
  name: string
  profile: Profile
  row: VersionRow
  distribution: Distribution
  /** VERSION_ID. */
  version: string
  /** Another version of a row of the profile that already has a root: differs in little but its os-release. */
  further: boolean
  base: BaseName
  packageManager: Profile['packageManager']
  /** What in this root is not the real tool. */
  standIn: string | undefined
  repository: Repository
}

/** Every root that the profiles say is tested. */
export function matrixRows(): MatrixRow[] {
  return profiles().flatMap((profile) =>
    profile.versions.flatMap((row) =>
      versionsOf(profile, row).map((version, at) => ({ ...rowOf(profile, row, version), further: at > 0 })),
    ),
  )
}

/** The row with a name; throws when there is none. */
export function matrixRow(name: string): MatrixRow {
  const found = matrixRows().find((row) => row.name === name)
  if (!found) throw new Error(`no row ${name} in the matrix`)
  return found
}

function versionsOf(profile: Profile, row: VersionRow): readonly string[] {
  if (row.tested === undefined) return []
  return distributionOf(profile).samples?.[row.versions] ?? row.versions.replace('+', '').split('-')
}

function rowOf(profile: Profile, row: VersionRow, version: string): Omit<MatrixRow, 'further'> {
  if (!row.tested) throw new Error(`${profile.id} ${row.versions} names no base`)
  return {
    name: `${profile.id} ${version}`,
    profile,
    row,
    distribution: distributionOf(profile),
    version,
    base: row.tested.base,
    packageManager: row.packageManager ?? profile.packageManager,
    standIn: row.tested.standIn,
    repository: repositoryOf(profile, row, version),
  }
}

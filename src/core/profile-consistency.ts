import type { Architecture, PackageManagerName, Profile, VersionRow } from './profile-schema.ts'
import { comesAfter, firstVersion, isSingleVersion, isWithin, parseRange, parseVersion } from './version-range.ts'

export interface Inconsistency {
  readonly path: (string | number)[]
  readonly message: string
}

/** What goes with a package manager. */
interface Companions {
  readonly packages: 'deb' | 'rpm'
  /** How the names of its roots in the tests begin. */
  readonly base: string
  /** The stand-in that the tests may have for it. */
  readonly standIn?: string
  /** Whether the real one runs nowhere in the tests. */
  readonly alwaysStandIn: boolean
}

const companions = {
  'apt-get': { packages: 'deb', base: 'deb', standIn: 'apt 1.x', alwaysStandIn: false },
  dnf: { packages: 'rpm', base: 'dnf', alwaysStandIn: false },
  yum: { packages: 'rpm', base: 'dnf', standIn: 'yum 3', alwaysStandIn: true },
  tdnf: { packages: 'rpm', base: 'dnf', standIn: 'tdnf', alwaysStandIn: true },
  zypper: { packages: 'rpm', base: 'zyp', standIn: 'zypper 1.13', alwaysStandIn: false },
} as const satisfies Record<PackageManagerName, Companions>

/** Endings that the package managers insist on: they pass over files with others. */
const endings = {
  deb: { entryFile: '.list', keyringFile: '.gpg' },
  rpm: { entryFile: '.repo', keyringFile: '' },
} as const

/** What the form of the single fields cannot say; empty when the profile is consistent. */
export function inconsistencies(profile: Profile): Inconsistency[] {
  return [
    ...missingArchitectures(profile),
    ...repositoryProblems(profile),
    ...profile.versions.flatMap((_, at) =>
      rowProblems(profile, at).map((message) => ({ path: ['versions', at], message })),
    ),
  ]
}

function missingArchitectures({ packageArchitectures, newer, versions }: Profile): Inconsistency[] {
  const missing = (path: (string | number)[], architectures: readonly Architecture[]): Inconsistency[] =>
    architectures
      .filter((architecture) => packageArchitectures[architecture] === undefined)
      .map((architecture) => ({
        path: [...path, 'architectures'],
        message: `${architecture} has no row in packageArchitectures`,
      }))
  return [
    ...missing(['newer'], newer.architectures),
    ...versions.flatMap((row, at) => missing(['versions', at], row.architectures)),
  ]
}

/** apt's repositories have suites and components, the others have neither. */
function repositoryProblems({ packageManager, repository }: Profile): Inconsistency[] {
  const { packages } = companions[packageManager]
  const suited = packages === 'deb'
  const problems: Inconsistency[] = []
  const add = (field: keyof Profile['repository'], message: string): void =>
    void problems.push({ path: ['repository', field], message })
  if ((repository.suite !== '') !== suited) add('suite', suited ? 'apt needs a suite' : 'only apt has suites')
  if (repository.components.length > 0 !== suited)
    add('components', suited ? 'apt needs components' : 'only apt has components')
  for (const field of ['entryFile', 'keyringFile'] as const)
    if (!repository[field].endsWith(endings[packages][field]))
      add(field, `${packageManager} reads only files that end with ${endings[packages][field]}`)
  return problems
}

function rowProblems(profile: Profile, at: number): string[] {
  const row = profile.versions[at]
  if (row === undefined) return []
  const earlier = profile.versions.slice(0, at)
  return [
    orderProblem(row, earlier.at(-1)),
    codenameProblem(row, earlier),
    managerProblem(row, profile.packageManager),
    testedProblem(row, row.packageManager ?? profile.packageManager),
    warningProblem(row),
    row.status === 'repository-gone' && row.published.value !== 'no'
      ? 'a repository that is gone publishes nothing'
      : undefined,
  ].filter((problem) => problem !== undefined)
}

function orderProblem(row: VersionRow, before: VersionRow | undefined): string | undefined {
  const range = parseRange(row.versions)
  const last = before === undefined ? undefined : parseRange(before.versions)
  if (range === undefined || last === undefined || comesAfter(range, last)) return undefined
  return `${row.versions} does not come after ${before?.versions ?? ''}`
}

function codenameProblem({ codename, versions }: VersionRow, earlier: readonly VersionRow[]): string | undefined {
  if (codename === undefined) return undefined
  if (!isSingleVersion(versions)) return 'a codename belongs to one version, not to a range'
  return earlier.some((other) => other.codename === codename) ? `${codename} is there twice` : undefined
}

function managerProblem({ packageManager }: VersionRow, usual: PackageManagerName): string | undefined {
  if (packageManager === undefined) return undefined
  if (packageManager === usual) return `${packageManager} is the package manager of all rows`
  const same = companions[packageManager].packages === companions[usual].packages
  return same ? undefined : `${packageManager} cannot take the place of ${usual}`
}

function testedProblem({ tested }: VersionRow, manager: PackageManagerName): string | undefined {
  if (tested === undefined) return undefined
  const { base, standIn, alwaysStandIn }: Companions = companions[manager]
  if (!tested.base.startsWith(base)) return `${tested.base} has no ${manager}`
  if (tested.standIn === undefined) return alwaysStandIn ? `the tests have no real ${manager}` : undefined
  return tested.standIn === standIn ? undefined : `${tested.standIn} does not stand in for ${manager}`
}

/** A warning for versions that the row does not stand for would never be told. */
function warningProblem({ versions, warnings = [] }: VersionRow): string | undefined {
  const range = parseRange(versions)
  const lost = warnings.find((warning) => {
    const first = parseVersion(firstVersion(warning.versions ?? ''))
    return range !== undefined && first !== undefined && !isWithin(first, range)
  })
  return lost === undefined ? undefined : `a warning about ${lost.versions ?? ''} stands in the row of ${versions}`
}

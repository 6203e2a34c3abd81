import type { Profile, VersionRow } from '../../src/core/profile-schema.ts'
import { markdownTable } from './markdown.ts'

type Base = NonNullable<VersionRow['tested']>['base']

/** The real package manager in each root of the tests. */
const managers = {
  deb11: 'apt 2.2',
  deb12: 'apt 2.6',
  deb13: 'apt 3.0',
  dnf11: 'dnf 4.5',
  dnf12: 'dnf 4.14',
  dnf13: 'dnf 4.23',
  zyp12: 'zypper 1.14.42',
  zyp13: 'zypper 1.14.89',
} as const satisfies Record<Base, string>

const head = ['System', 'Versions', 'Architectures', 'Manager', 'Tested with', 'Published', 'Support', 'First list']

/** The supported systems; versions that differ in nothing else share a row. */
export function matrixTable(profiles: readonly Profile[]): string {
  const rows = profiles
    .flatMap((profile) => profile.versions.map((row) => ({ row, cells: cellsOf(profile, row) })))
    .toSorted((a, b) => (a.cells[0] ?? '').localeCompare(b.cells[0] ?? '', 'en'))
  const alike = Map.groupBy(rows, ({ cells }) => cells.join('\n'))
  return markdownTable(
    head,
    [...alike.values()].map((group) => {
      const [name = '', ...others] = group[0]?.cells ?? []
      return [name, group.map(({ row }) => row.versions).join(', '), ...others]
    }),
  )
}

/** All cells but that of the versions. */
function cellsOf(profile: Profile, row: VersionRow): string[] {
  const { architectures, packageManager = profile.packageManager, published, pin, status, seed } = row
  return [
    profile.name,
    architectures.join(', '),
    packageManager,
    testedWith(row),
    `${published.value} (${published.asOf})${pin === undefined ? '' : `, only ${pin} works`}`,
    status,
    seed ? 'yes' : 'no',
  ]
}

function testedWith({ tested }: VersionRow): string {
  if (tested === undefined) return 'not tested'
  const real = managers[tested.base]
  return tested.standIn === undefined ? real : `stand-in: ${real} for ${tested.standIn}`
}

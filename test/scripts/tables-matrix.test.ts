import { describe, expect, it } from 'vitest'
import { matrixTable } from '../../scripts/tables/matrix.ts'
import type { Profile, VersionRow } from '../../src/core/profile-schema.ts'
import { shippedProfiles } from '../core/distro-data.ts'

const { profiles } = shippedProfiles()

/** The lines of the table without its head and without padding. */
function lines(...shown: readonly Profile[]): string[] {
  return matrixTable(shown)
    .split('\n')
    .slice(2)
    .map((line) => line.replace(/ +/g, ' '))
}

function debian(...changes: readonly Partial<VersionRow>[]): Profile {
  const profile = profiles.find(({ id }) => id === 'debian')!
  const row = profile.versions.find(({ codename }) => codename === 'bookworm')!
  return { ...profile, versions: changes.map((change) => ({ ...row, ...change })) }
}

describe('matrixTable', () => {
  it('shows every version of every profile once, sorted by name', () => {
    const cells = lines(...profiles).map((line) => line.split(' | '))
    const names = cells.map(([name = '']) => name)
    const versions = cells.flatMap(([name = '', shown = '']) =>
      shown.split(', ').map((version) => `${name} ${version}`),
    )
    const all = profiles.flatMap((profile) => profile.versions.map((row) => `| ${profile.name} ${row.versions}`))

    expect(versions.toSorted()).toEqual(all.toSorted())
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')))
  })

  it('joins versions that differ in nothing else', () => {
    const other = { seed: true }

    expect(lines(debian({ versions: '1' }, { versions: '2', ...other }, { versions: '3' }))).toEqual([
      '| Debian | 1, 3 | x86_64, aarch64 | apt-get | apt 2.6 | yes (2026-01-26) | current | no |',
      '| Debian | 2 | x86_64, aarch64 | apt-get | apt 2.6 | yes (2026-01-26) | current | yes |',
    ])
  })

  it.each<[string, Partial<VersionRow>, string]>([
    ['a stand-in', { tested: { base: 'deb11', standIn: 'apt 1.x' } }, 'stand-in: apt 2.2 for apt 1.x'],
    ['a row without a root', { tested: undefined }, 'not tested'],
    ['a pinned version', { pin: '1.0.2' }, 'yes (2026-01-26), only 1.0.2 works'],
    ['the package manager of the row', { packageManager: 'yum' }, '| yum |'],
  ])('says of %s', (_what, change, cell) => {
    expect(lines(debian(change))[0]).toContain(cell)
  })
})

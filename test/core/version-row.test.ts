import { describe, expect, it } from 'vitest'
import type { System } from '../../src/core/facts.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import type { Profile } from '../../src/core/profile-schema.ts'
import { asParent, locate } from '../../src/core/version-row.ts'
import { shippedProfiles } from './distro-data.ts'

function profile(id: string): Profile {
  const found = shippedProfiles().profiles.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no profile ${id}`)
  return found
}

function system(versionId: string, change: Partial<System> = {}): System {
  return { ...parseOsRelease(`VERSION_ID=${versionId}`, 'x86_64'), ...change }
}

describe('locate', () => {
  it.each([
    ['rhel', '7.4', '7.4-7.10'],
    ['rhel', '7.10', '7.4-7.10'],
    ['rhel', '8.10', '8.3+'],
    ['rhel', '9.0', '9'],
    ['centos', '7', '7'],
    ['centos', '7.9.2009', '7'],
    ['debian', '12.11', '12'],
    ['ubuntu', '22.04.5', '22.04'],
  ])('%s %s is in the row %s', (id, version, row) => {
    expect(locate(profile(id), system(version))).toMatchObject({ kind: 'row', row: { versions: row } })
  })

  it.each([
    ['rhel', '6.10', '7.4'],
    ['rhel', '7', '7.4'],
    ['rhel', '7.3', '7.4'],
    ['rhel', '8.2', '8.3'],
    ['centos', '6', '7'],
    ['sles', '15', '15.1'],
    ['opensuse-leap', '15.0', '15.1'],
    ['debian', '8', '9'],
    ['ubuntu', '14.04', '16.04'],
  ])('%s %s is before %s', (id, version, from) => {
    expect(locate(profile(id), system(version))).toEqual({ kind: 'older', from })
  })

  it('knows what comes after the table, and what has no version', () => {
    expect(locate(profile('rhel'), system('11.0'))).toEqual({ kind: 'newer' })
    expect(locate(profile('rhel'), system(''))).toEqual({ kind: 'unversioned' })
    expect(locate(profile('debian'), system('', { codename: 'sid' }))).toEqual({ kind: 'unversioned' })
  })

  it('goes by the codename only where there is no version', () => {
    const debian = profile('debian')

    expect(locate(debian, system('', { codename: 'forky' }))).toMatchObject({ row: { versions: '14' } })
    expect(locate(debian, system('12', { codename: 'forky' }))).toMatchObject({ row: { versions: '12' } })
  })
})

describe('asParent', () => {
  const mint = { id: 'linuxmint', codename: 'virginia', parentCodenames: ['jammy'] }

  it('takes the codename of the parent for the version where the profile has codenames', () => {
    const seen = asParent(profile('ubuntu'), system('21.3', mint), 'ubuntu')

    expect(seen).toMatchObject({ id: 'ubuntu', versionId: '', codename: 'jammy' })
    expect(locate(profile('ubuntu'), seen)).toMatchObject({ row: { versions: '22.04' } })
  })

  it.each([
    ['the parent before its own', { codename: 'noble', parentCodenames: ['jammy'] }, 'jammy'],
    ['its own where it is one of the parent', { codename: 'noble', parentCodenames: [] }, 'noble'],
    ['the one of the right parent', { codename: 'x', parentCodenames: ['bookworm', 'focal'] }, 'focal'],
    ['none where none is known', { codename: 'x', parentCodenames: ['y'] }, ''],
  ])('prefers %s', (_, change, codename) => {
    expect(asParent(profile('ubuntu'), system('24.04', change), 'ubuntu').codename).toBe(codename)
  })

  it('keeps the version where the profile has no codenames', () => {
    expect(asParent(profile('rhel'), system('9.4', { id: 'rebuild' }), 'rhel')).toEqual(system('9.4', { id: 'rhel' }))
  })
})

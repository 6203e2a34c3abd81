import { describe, expect, it } from 'vitest'
import type { Profile, VersionRow } from '../../src/core/profile-schema.ts'
import { firstVersion } from '../../src/core/version-range.ts'
import { profileTexts, shippedProfiles } from './distro-data.ts'

const { profiles, keys } = shippedProfiles()
const rows = profiles.flatMap((profile) => profile.versions.map((row) => [profile, row] as const))
const named = rows.map(([profile, row]) => [`${profile.id} ${row.versions}`, profile, row] as const)

function rowsOf(id: string): readonly VersionRow[] {
  return profiles.find((profile) => profile.id === id)?.versions ?? []
}

describe('the shipped profiles', () => {
  it('are those of the matrix', () => {
    expect(Object.fromEntries(profiles.map(({ id, versions }) => [id, versions.map((row) => row.versions)]))).toEqual({
      almalinux: ['8', '9', '10'],
      azurelinux: ['3.0'],
      centos: ['7', '8', '9', '10'],
      debian: ['9', '10', '11', '12', '13', '14'],
      mariner: ['1.0', '2.0'],
      ol: ['8', '9', '10'],
      'opensuse-leap': ['15.1-15.3', '15.4-15.5', '15.6'],
      opensuse: ['42.3'],
      rhel: ['7.4-7.10', '8.3+', '9', '10'],
      rocky: ['8', '9', '10'],
      sles: ['12', '15.1-15.3', '15.4-15.5', '15.6', '15.7', '16'],
      ubuntu: [
        ...['16.04', '17.04', '18.04', '18.10', '19.04', '20.04', '21.04', '22.04', '22.10', '23.10'],
        ...['24.04', '24.10', '25.04', '25.10', '26.04'],
      ],
    })
  })

  it('have every row of the first list, and no other says so', () => {
    const seed = rows.filter(([, { seed }]) => seed).map(([{ id }, { versions }]) => `${id} ${versions}`)

    expect(seed).toEqual([
      ...['centos 7', 'centos 8', 'debian 9', 'debian 10', 'debian 11', 'mariner 1.0', 'mariner 2.0'],
      ...['opensuse-leap 15.1-15.3', 'opensuse-leap 15.4-15.5', 'opensuse-leap 15.6', 'opensuse 42.3'],
      ...['rhel 7.4-7.10', 'rhel 8.3+', 'sles 12', 'sles 15.1-15.3', 'sles 15.4-15.5', 'sles 15.6', 'sles 15.7'],
      ...['ubuntu 16.04', 'ubuntu 18.04', 'ubuntu 20.04', 'ubuntu 22.04'],
    ])
  })

  it.each(named)('%s has a root in the tests', (_name, _profile, row) => {
    expect(row.tested?.base).toMatch(/^(deb|dnf|zyp)1[1-3]$/)
  })

  it('use every root and every stand-in of the tests, and every key', () => {
    const roots = new Set(rows.map(([, { tested }]) => tested?.base))
    const standIns = new Set(rows.flatMap(([, { tested }]) => tested?.standIn ?? []))
    const used = new Set(profiles.flatMap((profile) => [profile.newer, ...profile.versions]).flatMap((row) => row.keys))

    expect([...roots].sort()).toEqual(['deb11', 'deb12', 'deb13', 'dnf11', 'dnf12', 'dnf13', 'zyp12', 'zyp13'])
    expect([...standIns].sort()).toEqual(['apt 1.x', 'tdnf', 'yum 3', 'zypper 1.13'])
    expect([...used].sort()).toEqual(Object.keys(keys).sort())
  })

  it('never share an id', () => {
    const ids = profiles.flatMap(({ match }) => match.ids)

    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(profiles.map((profile) => [profile.id, profile] as const))('%s is in the file of its name', (id, profile) => {
    expect(profile.match.ids).toContain(id)
    expect(JSON.parse(profileTexts()[`${id}.json`] ?? '')).toMatchObject({ $schema: './profile.schema.json', id })
  })

  it.each(named)('%s: the key goes with the age of the repository', (_name, profile, row) => {
    const since2025 = ['debian 13', 'debian 14', 'ubuntu 25.10', 'ubuntu 26.04', 'sles 16']
    const young = since2025.includes(`${profile.id} ${row.versions}`) || isTen(profile, row)
    const own = ['azurelinux', 'mariner'].includes(profile.id)

    expect(row.keys[0]).toBe(own ? 'azure-linux' : young ? 'microsoft-2025' : 'microsoft')
  })

  it('warn where SELinux stops sshd-session: version 10 of the Red Hat family', () => {
    const warned = rows.filter(([, row]) => row.warnings?.some(({ when }) => when === 'selinux-enforcing'))

    expect(warned).toEqual(rows.filter(([profile, row]) => isTen(profile, row)))
    expect(warned).toHaveLength(5)
  })

  it('pin the login package on SUSE before 15.6 only', () => {
    const pinned = rows.filter(([, { pin }]) => pin !== undefined)

    expect(pinned.map(([{ id }, { versions, pin }]) => `${id} ${versions} ${pin ?? ''}`)).toEqual([
      'opensuse-leap 15.1-15.3 1.0.027980001',
      'opensuse-leap 15.4-15.5 1.0.027980001',
      'sles 15.1-15.3 1.0.027980001',
      'sles 15.4-15.5 1.0.027980001',
    ])
  })

  it('ask SUSE 12 for another SELinux policy than its successors', () => {
    const [twelve, ...later] = rowsOf('sles')

    expect(twelve?.selinuxWhenInstalled).toEqual(['selinux-policy-minimum'])
    expect(later.some((row) => row.selinuxWhenInstalled !== undefined)).toBe(false)
  })

  it('say of days that exist when the package was seen', () => {
    const days = rows.map(([, { published }]) => published.asOf)

    expect(days.filter((day) => !new Date(day).toISOString().startsWith(day))).toEqual([])
  })
})

function isTen({ packageManager }: Profile, { versions }: VersionRow): boolean {
  return packageManager === 'dnf' && firstVersion(versions) === '10'
}

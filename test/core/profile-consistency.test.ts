import { describe, expect, it } from 'vitest'
import { inconsistencies } from '../../src/core/profile-consistency.ts'
import type { Profile, VersionRow } from '../../src/core/profile-schema.ts'
import { shippedProfiles } from './distro-data.ts'

const { profiles } = shippedProfiles()

function shipped(id: string): Profile {
  return profiles.find((profile) => profile.id === id)!
}

const [debian, rhel, sles] = [shipped('debian'), shipped('rhel'), shipped('sles')]
const [stretch, buster] = debian.versions as [VersionRow, VersionRow]
const [yumRow, dnfRow] = rhel.versions as [VersionRow, VersionRow]

/** `field: message` of every problem. */
function problems(profile: Profile, change: Partial<Profile> = {}): string[] {
  return inconsistencies({ ...profile, ...change }).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

function row(of: VersionRow, change: Partial<VersionRow>): Partial<Profile> {
  return { versions: [{ ...of, ...change }] }
}

describe('inconsistencies', () => {
  it.each(profiles.map((profile) => [profile.id, profile] as const))('there are none in %s', (_id, profile) => {
    expect(problems(profile)).toEqual([])
  })

  it.each<[string, Profile, Partial<Profile>, string]>([
    ['rows that run backwards', debian, { versions: [buster, stretch] }, 'versions.1: 9 does not come after 10'],
    ['a row that is there twice', rhel, { versions: [dnfRow, dnfRow] }, 'versions.1: 8.3+ does not come after 8.3+'],
    [
      'a row that overlaps the one before',
      rhel,
      {
        versions: [
          { ...dnfRow, versions: '9-10' },
          { ...dnfRow, versions: '10' },
        ],
      },
      'versions.1: 10 does not come after 9-10',
    ],
    [
      'a codename for a range',
      debian,
      row(stretch, { versions: '9-10' }),
      'versions.0: a codename belongs to one version, not to a range',
    ],
    [
      'a codename that is there twice',
      debian,
      { versions: [stretch, { ...buster, codename: 'stretch' }] },
      'versions.1: stretch is there twice',
    ],
    [
      'an architecture without a package name, for newer versions',
      debian,
      { packageArchitectures: { x86_64: 'amd64' }, versions: [stretch] },
      'newer.architectures: aarch64 has no row in packageArchitectures',
    ],
    [
      'an architecture without a package name, in a row',
      debian,
      { packageArchitectures: { aarch64: 'arm64' }, versions: [stretch], newer: { architectures: [], keys: [] } },
      'versions.0.architectures: x86_64 has no row in packageArchitectures',
    ],
    ['apt without a suite', debian, repository(debian, { suite: '' }), 'repository.suite: apt needs a suite'],
    ['a suite for zypper', sles, repository(sles, { suite: 'x' }), 'repository.suite: only apt has suites'],
    [
      'apt without components',
      debian,
      repository(debian, { components: [] }),
      'repository.components: apt needs components',
    ],
    [
      'components for dnf',
      rhel,
      repository(rhel, { components: ['main'] }),
      'repository.components: only apt has components',
    ],
    [
      'an entry that apt would pass over',
      debian,
      repository(debian, { entryFile: '/etc/apt/sources.list.d/own.repo' }),
      'repository.entryFile: apt-get reads only files that end with .list',
    ],
    [
      'an entry that dnf would pass over',
      rhel,
      repository(rhel, { entryFile: '/etc/yum.repos.d/own' }),
      'repository.entryFile: dnf reads only files that end with .repo',
    ],
    [
      'a keyring that apt would take for an armoured one',
      debian,
      repository(debian, { keyringFile: '/usr/share/keyrings/own.asc' }),
      'repository.keyringFile: apt-get reads only files that end with .gpg',
    ],
    [
      'a manager that stands there already',
      rhel,
      row(dnfRow, { packageManager: 'dnf' }),
      'versions.0: dnf is the package manager of all rows',
    ],
    [
      'a manager of other packages',
      rhel,
      row(dnfRow, { packageManager: 'apt-get', tested: { base: 'deb12' } }),
      'versions.0: apt-get cannot take the place of dnf',
    ],
    [
      'a root without that manager',
      debian,
      row(stretch, { tested: { base: 'dnf11' } }),
      'versions.0: dnf11 has no apt-get',
    ],
    [
      'a root of the row, not of the profile',
      rhel,
      row(yumRow, { tested: { base: 'zyp12' } }),
      'versions.0: zyp12 has no yum',
    ],
    [
      'the stand-in of another manager',
      debian,
      row(stretch, { tested: { base: 'deb11', standIn: 'yum 3' } }),
      'versions.0: yum 3 does not stand in for apt-get',
    ],
    [
      'a real manager that the tests do not have',
      rhel,
      row(yumRow, { tested: { base: 'dnf11' } }),
      'versions.0: the tests have no real yum',
    ],
    [
      'a warning about versions of another row',
      rhel,
      row(dnfRow, { warnings: [{ when: 'always', versions: '9.6', message: 'x' }] }),
      'versions.0: a warning about 9.6 stands in the row of 8.3+',
    ],
    [
      'a package in a repository that is gone',
      rhel,
      row(dnfRow, { status: 'repository-gone' }),
      'versions.0: a repository that is gone publishes nothing',
    ],
  ])('refuses %s', (_what, profile, change, expected) => {
    expect(problems(profile, change)).toEqual([expected])
  })

  it('takes a row that has not been tested', () => {
    expect(problems(rhel, row(dnfRow, { tested: undefined }))).toEqual([])
  })
})

function repository(of: Profile, change: Partial<Profile['repository']>): Partial<Profile> {
  return { repository: { ...of.repository, ...change } }
}

import { describe, expect, it } from 'vitest'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { resolveTarget, type TargetInput } from '../../src/core/target.ts'
import { shippedProfiles } from './distro-data.ts'

const { profiles, keys } = shippedProfiles()
const debian = profiles.find(({ id }) => id === 'debian')!
const bookworm = debian.versions.find(({ codename }) => codename === 'bookworm')!

function input(change: Partial<TargetInput> & { osRelease?: string }): TargetInput {
  const system = parseOsRelease(change.osRelease ?? 'ID=debian\nVERSION_ID=12', 'x86_64')
  return { profile: debian, keys, system, row: bookworm, architecture: 'x86_64', ...change }
}

describe('resolveTarget', () => {
  it('has all of a profile and no hole', () => {
    expect(resolveTarget(input({}))).toEqual({
      profileId: 'debian',
      displayName: 'debian 12',
      architecture: 'x86_64',
      packageArchitecture: 'amd64',
      packageManager: 'apt-get',
      packages: debian.packages,
      repository: {
        path: '/debian/12/prod',
        suite: 'bookworm',
        components: ['main'],
        aliases: ['/repos/microsoft-debian-bookworm-prod'],
        entryId: 'aadsshlogin-handler',
        entryFile: '/etc/apt/sources.list.d/aadsshlogin-handler.list',
        keyringFile: '/usr/share/keyrings/aadsshlogin-handler.gpg',
        keys: [{ id: 'microsoft', ...keys.microsoft }],
      },
      sshd: debian.sshd,
      wiring: debian.wiring,
      status: 'current',
      published: bookworm.published,
      pin: undefined,
      warnings: [],
    })
  })

  it('takes from the row what differs there', () => {
    const packages = { ...debian.packages, selinux: { ...debian.packages.selinux, whenInstalled: ['policy'] } }
    const row = {
      ...bookworm,
      ...{ path: '/other/{version}', packageManager: 'yum' as const, pin: '1.0.1', selinuxWhenInstalled: ['policy'] },
    }

    expect(resolveTarget(input({ row }))).toMatchObject({
      packageManager: 'yum',
      packages,
      pin: '1.0.1',
      repository: { path: '/other/12' },
    })
  })

  it('leaves out an alias that the machine does not say enough for', () => {
    const repository = { ...debian.repository, suite: 'any', aliases: ['/{codename}', '/{major}'] }
    const profile = { ...debian, repository }

    const target = resolveTarget(input({ profile, row: undefined, osRelease: 'ID=debian\nVERSION_ID=15' }))

    expect(target?.repository.aliases).toEqual(['/15'])
  })

  it.each([
    ['12.5', ['of all', 'of 12.5']],
    ['12', ['of all']],
    ['12.6', ['of all']],
  ])('has those warnings that are about version %s', (version, messages) => {
    const warnings = [
      { when: 'selinux-enforcing' as const, message: 'of all' },
      { when: 'always' as const, versions: '12.5', message: 'of 12.5' },
    ]

    const target = resolveTarget(
      input({ row: { ...bookworm, warnings }, osRelease: `ID=debian\nVERSION_ID=${version}` }),
    )

    expect(target?.warnings.map(({ message }) => message)).toEqual(messages)
  })

  it('states the version of the row, even when the machine states more of it', () => {
    const repository = { ...debian.repository, path: '/{id}/{version}/{architecture}' }
    const osRelease = 'ID=debian\nVERSION_ID=12.5'

    const target = resolveTarget(input({ profile: { ...debian, repository }, osRelease }))

    expect(target?.repository.path).toBe('/debian/12/x86_64')
  })

  it('states the version of the machine for a range and for a version newer than the table', () => {
    const repository = { ...debian.repository, path: '/{major}/{version}' }
    const profile = { ...debian, repository }
    const row = { ...bookworm, versions: '12.1+', codename: undefined }

    const inRange = resolveTarget(input({ profile, row, osRelease: 'ID=debian\nVERSION_ID=12.4\nVERSION_CODENAME=x' }))
    const newer = resolveTarget(
      input({ profile, row: undefined, osRelease: 'ID=debian\nVERSION_ID=15\nVERSION_CODENAME=duke' }),
    )

    expect(inRange?.repository).toMatchObject({ path: '/12/12.4', suite: 'x' })
    expect(newer).toMatchObject({ repository: { path: '/15/15', suite: 'duke' }, status: 'newer' })
    expect(newer?.published).toBeUndefined()
  })

  it('is nothing when the machine does not state what a hole needs', () => {
    expect(resolveTarget(input({ row: undefined, osRelease: 'ID=debian\nVERSION_ID=15' }))).toBeUndefined()
  })
})

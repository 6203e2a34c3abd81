import { describe, expect, it } from 'vitest'
import { checkFileSystems, packagePlaces, type Places } from '../../src/checks/file-systems.ts'
import type { Finding } from '../../src/core/finding.ts'
import { mountOf } from '../../src/core/mounts.ts'
import type { FileSystem } from '../../src/host.ts'
import { World } from '../world.ts'

const needed = 50_000_000
const roomy = { freeBytes: 10 * needed, readOnly: false, noExec: false }

type Mounts = Readonly<Record<string, Partial<FileSystem> | undefined>>

/** What is found where these file systems are mounted beside a roomy root; undefined: the system does not tell. */
function found(mounts: Mounts, places?: Places): Promise<Finding> {
  const { files } = new World().host()
  const points = ['/', ...Object.keys(mounts)].map((point) => ({ point, options: [] }))
  const fileSystem = (path: string): Promise<FileSystem | undefined> => {
    const mountPoint = mountOf(points, path)!.point
    const mount = mountPoint in mounts ? mounts[mountPoint] : {}
    return Promise.resolve(mount && { ...roomy, ...mount, mountPoint })
  }
  return checkFileSystems({ files: { ...files, fileSystem } }, places)
}

function blocked(code: string, detail: string): object {
  return { check: 'file-systems', verdict: 'blocked', code, detail: { detail } }
}

const managers = Object.entries(packagePlaces)

describe('checkFileSystems', () => {
  it.each<[string, Mounts]>([
    ['a roomy machine', {}],
    ['exactly what is needed', { '/': { freeBytes: needed } }],
    ['a read-only place that nothing is written to', { '/boot': { readOnly: true, freeBytes: 0 } }],
    ['no answer for any place', { '/': undefined }],
    [
      '(F067) a /tmp and a /var/tmp from which nothing runs',
      { '/tmp': { noExec: true }, '/var/tmp': { noExec: true } },
    ],
  ])('passes %s', async (_, mounts) => {
    for (const places of [undefined, ...Object.values(packagePlaces)])
      expect(await found(mounts, places)).toEqual({
        check: 'file-systems',
        verdict: 'passed',
        message: 'There is room, and nothing that must be written is read-only.',
      })
  })

  it.each(['/', '/etc', '/usr', '/var', '/var/lib', '/tmp'])('blocks a read-only %s', async (path) => {
    expect(await found({ [path]: { readOnly: true } })).toEqual(blocked('dependency.read-only', path))
  })

  it.each([
    ['/', needed - 1, '/ has 49 MB free, 50 MB are needed'],
    ['/var', 0, '/var has 0 MB free, 50 MB are needed'],
    ['/tmp', 999_999, '/tmp has 0 MB free, 50 MB are needed'],
  ])('blocks %s with %i bytes', async (path, freeBytes, detail) => {
    expect(await found({ [path]: { freeBytes } })).toEqual(blocked('dependency.disk-full', detail))
  })

  it('names each file system once, with the path it is needed for', async () => {
    const mounts = { '/var/cache': { freeBytes: 12_000_000 }, '/': { freeBytes: 1_000_000 } }

    expect(await found(mounts, packagePlaces['apt-get'])).toEqual(
      blocked(
        'dependency.disk-full',
        '/ has 1 MB free, 50 MB are needed; /var/cache (for /var/cache/apt/archives) has 12 MB free, 50 MB are needed',
      ),
    )
  })

  it('names read-only before noexec before full', async () => {
    const mounts = { '/usr': { readOnly: true }, '/var': { readOnly: true, noExec: true }, '/tmp': { freeBytes: 0 } }

    expect(await found(mounts, packagePlaces['apt-get'])).toEqual(blocked('dependency.read-only', '/usr; /var'))
    expect(await found({ ...mounts, '/usr': {}, '/var': { noExec: true } }, packagePlaces['apt-get'])).toMatchObject({
      code: 'dependency.noexec',
    })
  })

  it('(F066) blocks a noexec /var where dpkg starts the scripts of packages from it', async () => {
    expect(await found({ '/var': { noExec: true } }, packagePlaces['apt-get'])).toEqual(
      blocked('dependency.noexec', '/var (for /var/lib/dpkg/info)'),
    )
  })

  it.each(managers.filter(([name]) => name !== 'apt-get'))(
    '(F066) passes a noexec /var with %s, whose scripts are read by their interpreter',
    async (_, places) => {
      expect(await found({ '/var': { noExec: true } }, places)).toMatchObject({ verdict: 'passed' })
    },
  )

  it.each([
    ['apt-get', '/var/lib/dpkg'],
    ['apt-get', '/var/lib/apt/lists'],
    ['apt-get', '/var/cache/apt/archives'],
    ['dnf', '/var/cache/dnf'],
    ['yum', '/var/cache/yum'],
    ['zypper', '/var/cache/zypp'],
    ['tdnf', '/var/cache/tdnf'],
    ['dnf', '/var/lib/rpm'],
    ['dnf', '/var/tmp'],
    ['yum', '/var/lib/aadsshlogin-handler'],
  ] as const)('%s writes to %s', async (manager, path) => {
    expect(await found({ [path]: { readOnly: true } }, packagePlaces[manager])).toEqual(
      blocked('dependency.read-only', path),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { fingerprint, verificationInputs } from '../../src/machine/fingerprint.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { nssModulePlaces, pamModulePlaces } from '../../src/core/library-folders.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'

const inputs = { contents: ['/etc/a', '/etc/b'], folders: ['/etc/d'], stats: ['/usr/x'] }

function machine(): World {
  return new World().file('/etc/a', 'a').file('/etc/d/one', '1').file('/usr/x', 'program').directory('/etc/d')
}

function print(world: World): Promise<string> {
  return fingerprint(world.host(), inputs)
}

/** Puts a file in the place of another, as a package does: a new inode at a later time. */
function replace(world: World, path: string, text: string): void {
  world.time += 1000
  world.file(path, text)
}

describe('fingerprint', () => {
  it('is the same as long as nothing changes, whatever else does', async () => {
    const world = machine()
    const before = await print(world)
    world.file('/etc/other', 'x')

    expect(before).toMatch(/^[0-9a-f]{64}$/)
    expect(await print(world)).toBe(before)
  })

  it('is the same when a file with content is written anew as it was', async () => {
    const world = machine()
    const before = await print(world)
    replace(world, '/etc/a', 'a')

    expect(await print(world)).toBe(before)
  })

  it.each<[string, (world: World) => void]>([
    ['a content changes', (world) => void world.file('/etc/a', 'A')],
    ['a file disappears', (world) => void world.entries.delete('/etc/a')],
    ['a file appears', (world) => void world.file('/etc/b', '')],
    ['a fragment changes', (world) => void world.file('/etc/d/one', '2')],
    ['a fragment appears', (world) => void world.file('/etc/d/two', '')],
    ['a fragment disappears', (world) => void world.entries.delete('/etc/d/one')],
    ['a fragment gets another name', (world) => void world.file('/etc/d/two', '1').entries.delete('/etc/d/one')],
    [
      'a program is replaced by its like',
      (world) => {
        replace(world, '/usr/x', 'program')
      },
    ],
    [
      'a program changes its mode',
      (world) => {
        world.entries.get('/usr/x')!.mode = 0o600
      },
    ],
    ['a program disappears', (world) => void world.entries.delete('/usr/x')],
    ['a program becomes a link', (world) => void world.link('/usr/x', '/etc/a')],
  ])('changes when %s', async (_, change) => {
    const world = machine()
    const before = await print(world)
    change(world)

    expect(await print(world)).not.toBe(before)
  })

  it('is not stopped by what cannot be read, and notices when that changes', async () => {
    const world = machine()
    const host = world.host()
    const readBytes = (path: string, maxBytes?: number): Promise<Uint8Array | undefined> =>
      path === '/etc/d/one' ? Promise.reject(new Error('EISDIR')) : host.files.readBytes(path, maxBytes)
    const printed = (): Promise<string> => fingerprint({ ...host, files: { ...host.files, readBytes } }, inputs)
    const before = await printed()
    replace(world, '/etc/d/one', '1')

    expect(await printed()).not.toBe(before)
  })
})

describe('verificationInputs', () => {
  it('are what a target says of sshd and wiring, the system, and the database of the package manager', () => {
    const system = parseOsRelease(osReleaseTexts().get('debian-12'), 'x86_64')
    const selection = selectProfile(shippedProfiles(), system)
    const { target } = selection as { target: Target }

    const policies = ['default', 'mls', 'targeted'].map((name) => `/var/lib/selinux/${name}/active/commit_num`)

    expect(verificationInputs(target, grammars['apt-get'])).toEqual({
      contents: [
        '/etc/os-release',
        '/etc/ssh/sshd_config',
        '/etc/nsswitch.conf',
        '/etc/pam.d/common-account',
        '/etc/pam.d/common-auth',
        '/etc/pam.d/common-session',
        '/etc/pam.d/sshd',
        '/etc/apt/sources.list.d/aadsshlogin-handler.list',
        '/usr/share/keyrings/aadsshlogin-handler.gpg',
      ],
      folders: ['/etc/ssh/sshd_config.d'],
      stats: [
        ...['/usr/sbin/aad_certhandler', '/usr/sbin/sshd', '/var/lib/dpkg/status'],
        ...nssModulePlaces('aad'),
        ...pamModulePlaces('pam_aad'),
        ...policies,
      ],
    })
  })

  it('are also what verification itself looked at, each once', () => {
    const system = parseOsRelease(osReleaseTexts().get('debian-12'), 'x86_64')
    const { target } = selectProfile(shippedProfiles(), system) as { target: Target }
    const seen = { contents: ['/etc/nsswitch.conf', '/x'], folders: ['/y'], stats: ['/usr/sbin/sshd', '/z'] }
    const { contents, folders, stats } = verificationInputs(target, grammars['apt-get'], seen)

    expect(contents.filter((path) => path === '/etc/nsswitch.conf')).toHaveLength(1)
    expect([contents.at(-1), folders.at(-1), stats.at(-1)]).toEqual(['/x', '/y', '/z'])
    expect(stats.filter((path) => path === '/usr/sbin/sshd')).toHaveLength(1)
  })

  it('are also where the distribution keeps its version of a file', () => {
    const selection = selectProfile(shippedProfiles(), parseOsRelease('ID=sles\nVERSION_ID=16.0', 'x86_64'))
    const { target } = selection as { target: Target }
    const { contents, folders } = verificationInputs(target, grammars['apt-get'])

    expect(contents.slice(0, 8)).toEqual([
      '/etc/os-release',
      '/etc/ssh/sshd_config',
      '/usr/etc/ssh/sshd_config',
      '/etc/nsswitch.conf',
      '/usr/etc/nsswitch.conf',
      '/etc/pam.d/common-account',
      '/usr/lib/pam.d/common-account',
      '/usr/etc/pam.d/common-account',
    ])
    expect(folders).toEqual(['/etc/ssh/sshd_config.d', '/usr/etc/ssh/sshd_config.d'])
  })
})

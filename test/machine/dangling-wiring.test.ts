import { beforeEach, describe, expect, it } from 'vitest'
import { clearWiring, isThere, readDangling } from '../../src/machine/dangling-wiring.ts'
import { care } from '../core/plan-cases.ts'
import { World } from '../world.ts'
import { account, block, rule, wiredWorld } from './wired-world.ts'

const { places } = care

let world: World
beforeEach(() => {
  world = wiredWorld()
})

describe('what is named although it is gone', () => {
  const gone = [
    `pam_aad in ${account}`,
    '/usr/sbin/aad_certhandler in /etc/ssh/sshd_config',
    '"aad" in /etc/nsswitch.conf',
  ]

  it('is found and cleared', async () => {
    expect(await readDangling(world.host(), places)).toEqual(gone)

    await clearWiring(world.host(), places)

    expect(await readDangling(world.host(), places)).toEqual([])
    expect(world.text('/etc/nsswitch.conf')).toBe('passwd: files\n')
  })

  it.each([
    ['/lib/x86_64-linux-gnu/security/pam_aad.so', gone.slice(1)],
    ['/usr/lib64/security/pam_aad.so', gone.slice(1)],
    ['/usr/sbin/aad_certhandler', [gone[0], gone[2]]],
    ['/lib64/libnss_aad.so.2', gone.slice(0, 2)],
  ])('is not what %s is for, whoever brought it', async (path, expected) => {
    world.file(path, 'there')

    expect(await readDangling(world.host(), places)).toEqual(expected)
    await clearWiring(world.host(), places)
    expect(await readDangling(world.host(), places)).toEqual([])
    world.entries.delete(path)
    expect(await readDangling(world.host(), places)).toEqual(gone.filter((place) => !expected.includes(place)))
  })

  it('stays, and is found again, where it cannot be taken out', async () => {
    world.link(account, '/usr/lib/pam.d/common-account').file('/usr/lib/pam.d/common-account', rule)

    await clearWiring(world.host(), places)

    expect(await readDangling(world.host(), places)).toEqual(['pam_aad in /usr/lib/pam.d/common-account'])
    expect(world.logged.some(({ message }) => message === 'pam_aad could not be taken out')).toBe(true)
  })

  it('does not keep the other parts from being cleared where one cannot be', async () => {
    let asked = 0
    world.program('/usr/sbin/sshd', () => (++asked === 1 ? {} : { exitCode: 255, stderr: 'line 2: bad\n' }))

    await clearWiring(world.host(), places)

    expect(await readDangling(world.host(), places)).toEqual([gone[1]])
    expect(world.text('/etc/ssh/sshd_config')).toBe(`UsePAM yes\n${block}`)
    expect(world.logged.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      '/usr/sbin/aad_certhandler could not be taken out',
    ])
  })

  it('changes and asks nothing where nothing is named', async () => {
    world = new World().file(account, 'account required pam_unix.so\n')
    const before = world.hash()

    await clearWiring(world.host(), places)

    expect([world.hash(), world.calls]).toEqual([before, []])
  })
})

describe('isThere', () => {
  const library = '/usr/lib/aarch64-linux-gnu'

  it.each([
    ['pam', `${library}/security/pam_aad.so`],
    ['nss', `${library}/libnss_aad.so.2`],
    ['sshd', '/usr/sbin/aad_certhandler'],
  ] as const)(
    'finds %s by its own file, also behind a link, but not at the end of a broken one',
    async (part, path) => {
      const host = world.link(path, '/opt/login').host()

      expect(await isThere(host, part, places)).toBe(false)
      world.file('/opt/login', '')
      expect(await isThere(host, part, places)).toBe(true)
      const others = (['pam', 'nss', 'sshd'] as const).filter((other) => other !== part)
      for (const other of others) expect(await isThere(host, other, places)).toBe(false)
    },
  )
})

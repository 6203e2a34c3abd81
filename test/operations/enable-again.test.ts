import { beforeEach, describe, expect, it } from 'vitest'
import { paths } from './login.ts'
import { machineHash, statusOf, substatuses } from './told.ts'
import { at, microsoftKey, ok, Vm } from './vm.ts'

let vm: Vm

beforeEach(async () => {
  vm = new Vm()
  expect((await vm.run('install')).exitCode).toBe(0)
  vm.forget()
})

it('tells at enable what install warned of: the portal shows no status of install', async () => {
  const warned = new Vm()
  warned.world.file('/proc/sys/crypto/fips_enabled', '1\n')
  expect((await warned.run('install')).exitCode).toBe(0)
  warned.world.file('/proc/sys/crypto/fips_enabled', '0\n')

  expect((await warned.run('enable')).exitCode).toBe(0)

  const told = statusOf(warned)?.substatus.find(({ name }) => name === 'fips')
  expect(told?.status).toBe('warning')
  expect(told?.formattedMessage.message).toMatch(/^FIPS mode is on: .*\(seen \S+Z\)$/)
})

describe('enable looks again', () => {
  const changes: readonly [string, (vm: Vm) => unknown][] = [
    ['sshd_config changed', (vm) => vm.world.file(paths.sshd, `${vm.world.text(paths.sshd)!}# more\n`)],
    ['a fragment of sshd_config came', (vm) => vm.world.file('/etc/ssh/sshd_config.d/10-x.conf', 'X11Forwarding no\n')],
    ['nsswitch.conf changed', (vm) => vm.world.file(paths.nss, `${vm.world.text(paths.nss)!}# more\n`)],
    ['PAM changed', (vm) => vm.world.file('/etc/pam.d/sshd', '# more\n')],
    ['os-release changed', (vm) => vm.world.file('/etc/os-release', `${vm.world.text('/etc/os-release')!}\n`)],
    ['the program was replaced', (vm) => vm.world.file(paths.command, 'program', 0o755)],
    ['sshd was replaced', (vm) => vm.world.file('/usr/sbin/sshd', 'program', 0o755)],
    ['any package changed', (vm) => vm.world.file('/var/lib/dpkg/status', vm.world.text('/var/lib/dpkg/status')!)],
    ['the memory is lost', (vm) => vm.world.entries.delete(at.memory)],
    ['the memory is broken', (vm) => vm.world.file(at.memory, '{"vmId"')],
    ['it is another VM', (vm) => vm.world.file('/sys/class/dmi/id/product_uuid', 'VM-2\n')],
  ]

  it.each(changes)('when %s, and remembers that', async (_, change) => {
    change(vm)

    expect((await vm.run('enable')).exitCode).toBe(0)
    const looked = vm.world.calls.map(([name]) => name)
    vm.forget()
    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(looked).toEqual(expect.arrayContaining(['dpkg-query', 'getent', '/usr/sbin/sshd']))
    expect(looked).not.toContain('apt-get')
    expect([vm.world.calls, vm.packages.history]).toEqual([[], []])
  })

  it('with a full disk, which is a warning where the login works', async () => {
    vm.world.freeBytes = 0
    vm.world.file(paths.nss, `${vm.world.text(paths.nss)!}# more\n`)

    expect((await vm.run('enable')).exitCode).toBe(0)

    const told = statusOf(vm)?.substatus.find(({ name }) => name === 'file-systems')
    expect(told?.formattedMessage.message).toContain('MB free')
  })

  it('when the settings ask for another version, and installs that', async () => {
    vm.settings({ package: { version: '1.0.2' } }, { sequence: 1 })

    expect((await vm.run('enable', { sequence: 1 })).exitCode).toBe(0)

    expect(vm.packages.history).toEqual(['refresh', 'install aadsshlogin=1.0.2'])
    expect(vm.packages.installed.get('aadsshlogin')?.version).toBe('1.0.2')
  })

  describe('when the settings ask for another repository', () => {
    const baseUrl = 'https://mirror.contoso.com'

    beforeEach(() => {
      vm.settings({ repository: { baseUrl } }, { sequence: 1 })
      vm.answer = ({ url }) =>
        url === `${baseUrl}/keys/microsoft.asc` ? ok(`key ${microsoftKey}`) : { kind: 'silence', reason: 'no route' }
    })

    it('makes its entry follow, reads the list, and installs nothing that is there', async () => {
      expect((await vm.run('enable', { sequence: 1 })).exitCode).toBe(0)

      expect(vm.world.text(at.entry)).toContain(` ${baseUrl}/debian/12/prod bookworm main`)
      expect(vm.packages.history).toEqual(['refresh'])
    })

    it('is at once done after that', async () => {
      await vm.run('enable', { sequence: 1 })
      vm.forget()

      expect((await vm.run('enable', { sequence: 1 })).exitCode).toBe(0)

      expect([vm.world.calls, vm.packages.history]).toEqual([[], []])
    })

    it('returns to the entry that worked when that one does not', async () => {
      const before = machineHash(vm)
      const output = `Err:1 ${baseUrl}/debian/12/prod bookworm InRelease\n  404  Not Found [IP: 192.0.2.1 443]\n`
      vm.packages.faults.push({ verb: 'refresh', exitCode: 100, output })

      expect((await vm.run('enable', { sequence: 1 })).exitCode).toBe(20)

      expect(machineHash(vm)).toBe(before)
    })

    it('is 62 when the mirror has another key, and changes nothing', async () => {
      const before = machineHash(vm)
      vm.answer = () => ok(`key ${'F'.repeat(40)}`)

      expect((await vm.run('enable', { sequence: 1 })).exitCode).toBe(62)

      expect(machineHash(vm)).toBe(before)
    })
  })

  it('and mends a keyring that somebody has emptied', async () => {
    const key = vm.world.text(at.keyring)
    vm.world.file(at.keyring, '').file('/etc/pam.d/sshd', '# more\n')

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(vm.world.text(at.keyring)).toBe(key)
    expect(vm.packages.history).toEqual(['refresh'])
  })

  it('when it is another version of the handler', async () => {
    vm.place('1.0.1')

    expect((await vm.run('enable', { version: '1.0.1' })).exitCode).toBe(0)

    expect(vm.world.calls.length).toBeGreaterThan(0)
  })

  it('when a transaction was cut short although nothing seems to have changed', async () => {
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install x', startedAt: 0 }))

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual(['repair'])
  })

  it('when a transaction was cut short, and finishes it', async () => {
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install x', startedAt: 0 }))
    vm.packages.set('aadsshlogin', '1.0.3', 'install ok half-configured')
    vm.forget()

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual(['repair', 'refresh', 'install aadsshlogin'])
    expect(vm.world.directories.has(at.transaction)).toBe(false)
  })

  it('never upgrades: a newer version in the repository does not matter', async () => {
    vm.packages.offered.set('aadsshlogin', ['2.0.0', '1.0.3'])
    vm.world.file('/etc/pam.d/sshd', '# more\n')

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(vm.packages.installed.get('aadsshlogin')?.version).toBe('1.0.3')
  })

  it('brings back what somebody removed', async () => {
    vm.packages.set('aadsshlogin', undefined)
    vm.forget()

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual(['refresh', 'install aadsshlogin'])
    expect(vm.world.text(paths.nss)).toContain(' aad\n')
  })
})

it('enable is 21 when the login is out of nsswitch.conf for good, removes nothing, and heals with it', async () => {
  const wired = vm.world.text(paths.nss)!
  vm.packages.faults.push({ verb: 'reconfigure', exitCode: 0 })
  vm.world.file(paths.nss, wired.replace(' aad', ''))

  const { exitCode, stderr } = await vm.run('enable')
  const broken = substatuses(statusOf(vm))
  vm.world.file(paths.nss, wired)
  const healed = await vm.run('enable')

  expect(exitCode).toBe(21)
  expect(stderr).toContain(
    `21: The packages are installed but login is not wired: "aad" is not in the passwd line of ${paths.nss}`,
  )
  expect(broken).toContain('login-wiring: error')
  expect(vm.packages.history).toEqual(['reconfigure aadsshlogin'])
  expect(healed.exitCode).toBe(0)
})

import { describe, expect, it } from 'vitest'
import { osReleaseTexts } from '../core/distro-data.ts'
import { installed } from './installed.ts'
import { eventsOf, machineHash, statusOf } from './told.ts'
import { at, Vm } from './vm.ts'

describe('uninstall on a machine that has changed', () => {
  it.each([
    ['is gone', undefined],
    ['names an unknown system', 'arch'],
    ['names an old version', 'debian-8'],
  ])('works when os-release %s: the ledger knows the profile', async (_, release) => {
    const { vm } = await installed()
    if (release === undefined) vm.world.entries.delete('/etc/os-release')
    else vm.world.file('/etc/os-release', osReleaseTexts().get(release)!)

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.packages.installed.has('aadsshlogin')).toBe(false)
    expect(vm.world.directories.has(at.state)).toBe(false)
  })

  it('takes a derivative for what it was deployed as, although no settings are asked', async () => {
    const vm = new Vm().settings({ allowDerivatives: true })
    vm.world.file('/etc/os-release', osReleaseTexts().get('lmde-6')!)
    const before = machineHash(vm)
    expect((await vm.run('install')).exitCode).toBe(0)
    expect(vm.packages.installed.has('aadsshlogin')).toBe(true)

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.packages.installed.has('aadsshlogin')).toBe(false)
    expect(machineHash(vm)).toBe(before)
  })

  it('leaves a derivative alone that was never allowed', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('lmde-6')!)
    vm.packages.set('aadsshlogin', '1.0.2')
    expect((await vm.run('install')).exitCode).toBe(51)

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(eventsOf(vm).at(-1)?.Message).toBe('This system never had a login of this extension.')
    expect(vm.packages.installed.has('aadsshlogin')).toBe(true)
  })

  it('asks the package manager that is there when the version is not known any more', async () => {
    const vm = new Vm()
    vm.world.entries.delete('/etc/os-release')
    vm.world.file(at.ledger, JSON.stringify({ profile: 'rhel' }))
    vm.world.file('/usr/bin/yum', 'program', 0o755).program('rpm', {})

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.world.calls.at(-1)?.[0]).toBe('rpm')
    expect(eventsOf(vm).at(-1)?.Message).toBe('Login with Microsoft Entra ID was already removed.')
  })

  it('needs no mirror where the repository was taken away', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('mariner-1.0')!).program('rpm', {})

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.world.calls.map(([program]) => program)).toEqual(expect.arrayContaining(['rpm']))
    expect(eventsOf(vm).at(-1)?.Message).toBe('Login with Microsoft Entra ID was already removed.')
  })

  it('is fine on a system that never had a login', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('arch')!)
    const before = machineHash(vm)

    expect(await vm.run('uninstall')).toMatchObject({ exitCode: 0, stderr: '' })

    expect(eventsOf(vm)[0]?.Message).toBe('This system never had a login of this extension.')
    expect(machineHash(vm)).toBe(before)
  })

  it('repairs what was cut short before it removes', async () => {
    const { vm, before } = await installed()
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install x', startedAt: 0 }))
    vm.packages.set('aadsshlogin', '1.0.3', 'install ok half-configured')

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual(['repair', 'purge aadsshlogin'])
    expect(machineHash(vm)).toBe(before)
  })

  it('waits for a transaction that still runs', async () => {
    const vm = new Vm()
    const before = machineHash(vm)
    vm.transactions.durationMs = 900_000
    await vm.run('install')
    vm.transactions.durationMs = 1000

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(machineHash(vm)).toBe(before)
  })
})

describe('a removal that fails', () => {
  it('goes on with what does not need it, and names what is left', async () => {
    const { vm } = await installed((fresh) => fresh.packages.dependencies.set('aadsshlogin', ['libcurl4']))
    const refusal = { verb: 'purge', exitCode: 100, output: 'E: libcurl4 says no\n' } as const
    vm.packages.faults.push({ verb: 'purge', exitCode: 0, works: true }, refusal)

    const { exitCode, stderr } = await vm.run('uninstall')

    expect([exitCode, stderr]).toEqual([
      64,
      expect.stringContaining('Still to do: remove what was installed along: libcurl4.'),
    ])
    expect([vm.world.text(at.entry), vm.world.text(at.keyring)]).toEqual([undefined, undefined])
    expect(JSON.parse(vm.world.text(at.ledger)!)).toMatchObject({ packages: [], dependencies: ['libcurl4'], files: [] })
    expect((await vm.run('uninstall')).exitCode).toBe(0)
    expect(vm.packages.installed.has('libcurl4')).toBe(false)
  })

  it('is none where all is gone all the same', async () => {
    const { vm, before } = await installed()
    vm.refuses = (line) => line.startsWith(`write ${at.ledger}`) && vm.world.text(at.keyring) === undefined

    expect(await vm.run('uninstall')).toMatchObject({ exitCode: 0, stderr: '' })

    expect(machineHash(vm)).toBe(before)
  })

  it('ends with 64 and keeps the state for the next try', async () => {
    const { vm, before } = await installed()
    vm.world.program('dpkg', {})
    const refusal = { verb: 'purge', exitCode: 100, output: 'E: prerm says no\n' } as const
    vm.packages.faults.push(refusal, refusal, refusal, refusal)
    const wired = machineHash(vm)

    const first = await vm.run('uninstall', { sequence: 1 })
    expect(machineHash(vm)).toBe(wired)
    const ledger = vm.world.text(at.ledger)
    const second = await vm.run('uninstall', { sequence: 1 })

    expect(first.exitCode).toBe(64)
    expect(first.stderr).toMatch(/^64: The package manager could not purge aadsshlogin: prerm says no\.\n/)
    expect(statusOf(vm, { sequence: 1 })).toMatchObject({ status: 'error', code: 64 })
    expect(JSON.parse(ledger!)).toMatchObject({ packages: ['aadsshlogin'], files: [{}, {}] })
    expect(second.exitCode).toBe(0)
    expect(machineHash(vm)).toBe(before)
  })

  it('is 65 when something is left although every step succeeded', async () => {
    const { vm } = await installed()
    vm.world.program('dpkg-query', (argv) => {
      const answer = vm.packages.query(argv)
      if (vm.packages.installed.has('aadsshlogin') || vm.world.text(at.keyring) !== undefined) return answer
      vm.packages.set('aadsshlogin', '1.0.3')
      return vm.packages.query(argv)
    })

    const { exitCode, stderr } = await vm.run('uninstall')

    expect(exitCode).toBe(65)
    expect(stderr).toMatch(/^65: After all steps succeeded, something is still to do: remove aadsshlogin\.\n/)
    expect(vm.world.directories.has(at.state)).toBe(true)
  })
})

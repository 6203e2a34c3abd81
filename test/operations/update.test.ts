import { describe, expect, it } from 'vitest'
import { paths } from './login.ts'
import { machineHash, statusOf } from './told.ts'
import { at, Vm } from './vm.ts'

function marker(vm: Vm): unknown {
  return JSON.parse(vm.world.text(at.update)!)
}

describe('update', () => {
  it('notes which version takes the place of which, and writes no status', async () => {
    const vm = new Vm().place('1.0.1')
    const env = { VERSION: '1.0.1', AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '1.0.0' }

    expect(await vm.run('update', { version: '1.0.1', env })).toMatchObject({ exitCode: 0, stderr: '' })

    expect(marker(vm)).toMatchObject({ from: '1.0.0', to: '1.0.1', microsoft: false })
    expect(statusOf(vm, { version: '1.0.1' })).toBeUndefined()
    expect(vm.world.text('/var/log/AADSSHLoginForLinux.version')).toBeUndefined()
  })

  it.each([
    [
      'a downgrade, where the agent runs the old version and names the target twice',
      '1.0.1',
      '1.0.0',
      '1.0.0',
      '1.0.1',
    ],
    ['an agent that names only the target', '1.0.1', '1.0.2', undefined, '1.0.1'],
    ['an agent that names only the old version', '1.0.1', undefined, '1.0.0', '1.0.0'],
    ['a run by hand', '1.0.1', undefined, undefined, '1.0.1'],
  ])('keeps the packages in %s', async (_, version, to, from, kept) => {
    const vm = new Vm().place('1.0.1')
    await vm.run('install')
    const env = {
      ...(to !== undefined && { VERSION: to }),
      ...(from !== undefined && { AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: from }),
    }
    vm.forget()

    expect((await vm.run('update', { version, env })).exitCode).toBe(0)
    expect(marker(vm)).toMatchObject({ from: kept, to: to ?? version })
    expect((await vm.run('uninstall', { version: kept })).exitCode).toBe(0)
    expect(vm.packages.installed.has('aadsshlogin')).toBe(true)
  })

  it('tells the handler of Microsoft in its own way, and takes that back at install', async () => {
    const vm = new Vm().place('2.0.0')
    vm.world.file(`${at.folder('1.0.0')}/installer.sh`, '#!/bin/sh\n')
    const before = machineHash(vm)
    const env = { VERSION: '2.0.0', AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '1.0.0' }

    await vm.run('update', { version: '2.0.0', env })
    const told = vm.world.text('/var/log/AADSSHLoginForLinux.version')
    await vm.run('install', { version: '2.0.0' })
    await vm.run('uninstall', { version: '2.0.0' })

    expect(told).toBe('2.0.0\n')
    expect(vm.world.text('/var/log/AADSSHLoginForLinux.version')).toBeUndefined()
    expect(machineHash(vm)).toBe(before)
  })

  it('that fails leaves no marker: a delete afterwards must remove', async () => {
    const vm = new Vm().place('2.0.0')
    vm.world.file(`${at.folder('1.0.0')}/installer.sh`, '#!/bin/sh\n')
    vm.refuses = (line) => line === 'write /var/log/AADSSHLoginForLinux.version'
    const before = machineHash(vm)
    const env = { VERSION: '2.0.0', AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '1.0.0' }

    const { exitCode } = await vm.run('update', { version: '2.0.0', env })

    expect(exitCode).toBe(52)
    expect(machineHash(vm)).toBe(before)
  })

  it('that is done once more is as good', async () => {
    const vm = new Vm().place('1.0.1')
    const env = { VERSION: '1.0.1', AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '1.0.0' }

    for (let n = 0; n < 2; n++) expect((await vm.run('update', { version: '1.0.1', env })).exitCode).toBe(0)

    expect(marker(vm)).toMatchObject({ from: '1.0.0', to: '1.0.1' })
  })
})

describe('an update from end to end', () => {
  const env = { VERSION: '1.0.1', AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '1.0.0' }
  const command = { version: '1.0.1' }

  it('never takes the login away, upgrades the package, and forgets that it was one', async () => {
    const vm = new Vm().place('1.0.1')
    vm.packages.offered.set('aadsshlogin', ['1.0.2'])
    await vm.run('install')
    vm.packages.offered.set('aadsshlogin', ['1.0.3', '1.0.2'])
    vm.forget()

    const codes: number[] = []
    for (const step of [
      () => vm.run('disable'),
      () => vm.run('update', { ...command, env }),
      () => vm.run('uninstall'),
      () => vm.run('install', command),
      () => vm.run('enable', command),
    ]) {
      codes.push((await step()).exitCode)
      expect(vm.world.text(paths.nss)).toContain(' aad')
    }

    expect(codes).toEqual([0, 0, 0, 0, 0])
    expect(vm.packages.history).toEqual(['refresh', 'install aadsshlogin'])
    expect(vm.packages.installed.get('aadsshlogin')?.version).toBe('1.0.3')
    expect(vm.world.text(at.update)).toBeUndefined()
  })

  it('that fails at install leaves the old login working', async () => {
    const vm = new Vm().place('1.0.1')
    vm.packages.offered.set('aadsshlogin', ['1.0.2'])
    await vm.run('install')
    const before = vm.world.text(at.ledger)
    vm.packages.offered.set('aadsshlogin', ['1.0.3', '1.0.2'])
    vm.packages.faults.push({ verb: 'install', exitCode: 100, leaves: 'install ok half-configured' })
    await vm.run('update', { ...command, env })
    await vm.run('uninstall')

    expect((await vm.run('install', command)).exitCode).toBe(64)

    expect(vm.packages.installed.get('aadsshlogin')).toEqual({ words: 'install ok installed', version: '1.0.2' })
    expect(vm.world.text(paths.nss)).toContain(' aad')
    expect(vm.world.text(at.ledger)).toBe(before)
  })
})

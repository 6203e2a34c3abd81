import { describe, expect, it } from 'vitest'
import { statusProblems } from './status-validator.ts'
import { machineHash, statusOf, type Status } from './operations/told.ts'
import { at, Vm } from './operations/vm.ts'

const alone = { standalone: true }

/** A machine without an extension, with the package unpacked. */
function machine(): Vm {
  const vm = new Vm().placeStandalone()
  for (const path of [...vm.world.entries.keys(), ...vm.world.directories])
    if (path.startsWith(`${at.agentFolder}/`)) {
      vm.world.entries.delete(path)
      vm.world.directories.delete(path)
    }
  return vm
}

function statusAt(vm: Vm, sequence: number): Status | undefined {
  const text = vm.world.text(`${at.standalone}/status/${sequence}.status`)
  if (text === undefined) return undefined
  expect(statusProblems(text)).toEqual([])
  return (JSON.parse(text) as [{ status: Status }])[0].status
}

function ledger(vm: Vm): { standalone?: boolean } {
  return JSON.parse(vm.world.text(at.ledger) ?? '{}') as { standalone?: boolean }
}

describe('without an agent', () => {
  it('install, enable and uninstall say one sentence each, count by themselves and leave nothing', async () => {
    const vm = machine()
    const before = machineHash(vm)

    const install = await vm.run('install', alone)
    const enable = await vm.run('enable', alone)

    expect([install.exitCode, install.stdout, install.stderr]).toEqual([
      0,
      'Login with Microsoft Entra ID is set up (package aadsshlogin).\n',
      '',
    ])
    expect(install.journal.opened).toEqual({
      folder: '/var/log/aadsshlogin-handler',
      prefix: 'install 1.0.0 #0 77',
    })
    expect([enable.exitCode, enable.stdout]).toEqual([
      0,
      'Login with Microsoft Entra ID is set up; nothing has changed since it was verified.\n',
    ])
    expect([statusAt(vm, 0)?.operation, statusAt(vm, 1)?.operation]).toEqual(['Install', 'Enable'])
    expect(ledger(vm).standalone).toBe(true)

    const uninstall = await vm.run('uninstall', alone)
    const again = await vm.run('uninstall', alone)

    expect([uninstall.exitCode, uninstall.stdout]).toEqual([
      0,
      'Login with Microsoft Entra ID is removed and the machine is as it was before.\n',
    ])
    expect([again.exitCode, again.stdout]).toEqual([
      0,
      'The standalone handler manages no login on this machine. Nothing was removed.\n',
    ])
    for (const path of [`${at.standalone}/status`, '/var/log/aadsshlogin-handler'])
      await vm.world.host().files.remove(path)
    expect(machineHash(vm)).toBe(before)
  })

  it('believes nothing that an extension, which runs VM Applications, has in its environment', async () => {
    const vm = machine()
    const manager = '/var/lib/waagent/Microsoft.CPlat.Core.VMApplicationManagerLinux-1.0.9'
    const handlerEnvironment = {
      logFolder: '/log',
      configFolder: `${manager}/config`,
      statusFolder: `${manager}/status`,
    }
    vm.world.file(`${manager}/HandlerEnvironment.json`, JSON.stringify([{ name: 'M.V', handlerEnvironment }]))
    const env = {
      AZURE_GUEST_AGENT_EXTENSION_PATH: manager,
      AZURE_GUEST_AGENT_EXTENSION_VERSION: '1.0.9',
      ConfigSequenceNumber: '5',
    }
    const before = vm.world.hash((path) => !path.startsWith(at.agentFolder))

    expect((await vm.run('install', { ...alone, env })).exitCode).toBe(0)
    expect((await vm.run('uninstall', { ...alone, env })).exitCode).toBe(0)
    expect(vm.world.hash((path) => !path.startsWith(at.agentFolder))).toBe(before)
  })

  it('takes its settings from the one file', async () => {
    const vm = machine()
    vm.world.file(`${at.standalone}/settings.json`, '{"identityWaitSeconds":"x"}', 0o600)
    const before = machineHash(vm)

    const { exitCode, stdout, stderr } = await vm.run('install', alone)

    expect([exitCode, stdout]).toEqual([53, ''])
    expect(stderr).toContain('settings.json.identityWaitSeconds')
    await vm.world.host().files.remove(`${at.standalone}/status`)
    await vm.world.host().files.remove('/var/log/aadsshlogin-handler')
    expect(machineHash(vm)).toBe(before)
  })

  it('tells a failure in words that are true without an agent, and takes nothing away at an uninstall', async () => {
    const vm = machine()
    vm.packages.set('aadsshlogin', '1.0.2')
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })

    const { exitCode, stdout, stderr } = await vm.run('install', alone)
    const removal = await vm.run('uninstall', alone)

    expect([exitCode, stdout]).toEqual([22, ''])
    expect(stderr.split('\n')[1]).toMatch(/Then run the same command again\.$/)
    expect(stderr.split('\n')[2]).toBe(
      `More: sudo ${at.standalone}/1.0.0/scripts/handler.sh check; log /var/log/aadsshlogin-handler/handler.log`,
    )
    expect(statusAt(vm, 0)).toMatchObject({ status: 'error', code: 22, operation: 'Install' })
    expect(statusAt(vm, 0)?.formattedMessage.message).toBe(stderr.trimEnd())
    expect(removal.stdout).toContain('Nothing was removed.')
    expect(vm.packages.installed.has('aadsshlogin')).toBe(true)
  })

  it('works nowhere but in its folder, and writes nothing elsewhere', async () => {
    const vm = new Vm()
    const before = vm.world.hash()

    const { exitCode, stderr } = await vm.run('install', alone)

    expect(exitCode).toBe(69)
    expect(stderr).toContain('/opt/aadsshlogin-handler/<version>/scripts/handler.sh install --standalone')
    expect(vm.world.hash()).toBe(before)
  })
})

describe('both handlers on one machine', () => {
  it('leave the login to the standalone one that was there first, whatever happens to the extension', async () => {
    const vm = machine()
    await vm.run('install', alone)
    vm.place('1.0.0')
    const before = machineHash(vm)

    const install = await vm.run('install')
    const enable = await vm.run('enable')
    const uninstall = await vm.run('uninstall')

    expect([install.exitCode, enable.exitCode, uninstall.exitCode]).toEqual([73, 73, 0])
    expect(install.stderr).toMatch(/^73: The login on this VM is managed by the standalone handler in \/opt/)
    expect(statusOf(vm)).toMatchObject({ status: 'error', code: 73 })
    expect(machineHash(vm)).toBe(before)
    expect((await vm.run('enable', alone)).exitCode).toBe(0)
    expect((await vm.run('uninstall', alone)).stdout).toMatch(/ is removed /)
  })

  it('leave it to the extension that was there first, whatever happens to the standalone one', async () => {
    const vm = new Vm().placeStandalone()
    await vm.run('install')

    const install = await vm.run('install', alone)
    const uninstall = await vm.run('uninstall', alone)

    expect([install.exitCode, uninstall.exitCode]).toEqual([73, 0])
    expect(install.stderr).toContain('(Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0)')
    expect(ledger(vm).standalone).toBeUndefined()
    expect((await vm.run('enable')).exitCode).toBe(0)
  })

  it('take no update of the extension for one of the standalone handler', async () => {
    const vm = machine()
    await vm.run('install', alone)
    vm.world.file(at.update, JSON.stringify({ from: '1.0.0', to: '1.0.1', at: vm.world.time }))

    expect((await vm.run('uninstall', alone)).stdout).toMatch(/ is removed /)
  })

  it('hand it over when the other is gone, in both directions', async () => {
    const vm = machine()
    await vm.run('install', alone)
    await vm.world.host().files.remove(at.standalone)
    vm.place('1.0.0')

    expect((await vm.run('install')).exitCode).toBe(0)
    expect(ledger(vm).standalone).toBeUndefined()

    await vm.world.host().files.remove(at.folder('1.0.0'))
    vm.placeStandalone()
    expect((await vm.run('enable', alone)).exitCode).toBe(0)
    expect(ledger(vm).standalone).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { HandlerFailure } from '../../src/core/failure.ts'
import { prepare } from '../../src/operations/prepare.ts'
import { machineHash } from './told.ts'
import { at, Vm } from './vm.ts'

const marker = { from: '0.9.0', to: '1.0.0', at: 0, microsoft: true }

describe('prepare', () => {
  it('knows the settings, a fresh memory and that nothing was cut short', async () => {
    const vm = new Vm().settings({ package: { version: '1.0.2' } })

    const prepared = await prepare(await vm.context('install'))

    expect(prepared.settings).toMatchObject({ package: { version: '1.0.2' }, identityWaitSeconds: 120, warnings: [] })
    expect(prepared).toMatchObject({ interrupted: false, memory: { vmId: 'vm-1' } })
  })

  it('ends an update that was under way, that of the handler of Microsoft too', async () => {
    const vm = new Vm()
    vm.world.file(at.update, JSON.stringify(marker)).file('/var/log/AADSSHLoginForLinux.version', '1.0.0\n')

    await prepare(await vm.context('install'))

    expect(vm.story.filter((line) => line.startsWith('remove'))).toEqual([
      'remove /var/log/AADSSHLoginForLinux.version',
      `remove ${at.update}`,
    ])
  })

  it('ends an update even when the settings are bad, and leaves no empty folder behind', async () => {
    const vm = new Vm().settings({ logLevel: 'loud' })
    const before = machineHash(vm)
    vm.world.file(at.update, JSON.stringify(marker))

    await expect(prepare(await vm.context('install'))).rejects.toThrow(HandlerFailure)

    expect(machineHash(vm)).toBe(before)
  })

  it.each([
    ['ended', '0\n', false],
    ['failed', '100\n', false],
    ['was cut short', undefined, true],
  ])('settles a transaction that %s', async (_, exit, interrupted) => {
    const vm = new Vm()
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install x', startedAt: 0 }))
    if (exit !== undefined) vm.world.file(`${at.transaction}/exit`, exit)

    expect((await prepare(await vm.context('enable'))).interrupted).toBe(interrupted)
    expect(vm.world.directories.has(at.transaction)).toBe(false)
  })

  it('throws when a transaction still runs at the end of the time', async () => {
    const vm = new Vm()
    vm.world
      .file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install x', startedAt: 0 }))
      .file(`${at.transaction}/running`, '5\n')
      .file('/proc/5/cmdline', '/bin/sh\0-c\0x\0aadsshlogin-transaction\0')

    await expect(prepare(await vm.context('enable'))).rejects.toMatchObject({
      code: 'transaction.running',
      detail: { transaction: 'install x' },
    })
    expect(vm.world.directories.has(at.transaction)).toBe(true)
  })
})

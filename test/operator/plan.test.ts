import { describe, expect, it } from 'vitest'
import type { PlannedName } from '../../src/core/verb.ts'
import { at, Vm } from '../operations/vm.ts'
import { ask, documentOf } from './person.ts'

async function planOf(vm: Vm, operation: PlannedName) {
  return documentOf(await ask(vm, { verb: 'plan', json: true, operation }), 'plan')
}

const kindsOf = ({ steps }: Awaited<ReturnType<typeof planOf>>): string[] => steps.map(({ step }) => step.kind)

describe('plan --json', () => {
  it('is what an install then does', async () => {
    const vm = new Vm()

    const { steps } = await planOf(vm, 'install')
    expect(vm.packages.history).toEqual([])
    await vm.run('install')

    expect(steps.map(({ does }) => does)).toEqual([
      `install the repository key ${at.keyring}`,
      `write ${at.entry}`,
      'read the package list of https://packages.microsoft.com/debian/12/prod',
      'install aadsshlogin',
    ])
    expect(steps[1]).toMatchObject({
      step: { kind: 'write-file', path: at.entry, content: vm.world.text(at.entry) },
      undo: [{ does: `remove ${at.entry}`, step: { kind: 'remove-file' } }],
    })
    expect(vm.packages.history).toEqual(['refresh', 'install aadsshlogin'])
  })

  it('upgrades at install, and finds nothing to do at enable', async () => {
    const vm = new Vm()
    await vm.run('install')

    expect(kindsOf(await planOf(vm, 'install'))).toEqual(['refresh-packages', 'install-packages'])
    expect(kindsOf(await planOf(vm, 'enable'))).toEqual([])
  })

  it('shows what an enable would put right', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.world.file('/etc/nsswitch.conf', 'passwd: files\n')

    const { steps } = await planOf(vm, 'enable')
    vm.forget()
    await vm.run('enable')

    expect(steps.map(({ does }) => does)).toEqual(['configure aadsshlogin once more'])
    expect(vm.packages.history).toEqual(['reconfigure aadsshlogin'])
  })

  it('takes all away at uninstall', async () => {
    const vm = new Vm()
    await vm.run('install')

    const { steps } = await planOf(vm, 'uninstall')

    expect(steps.map(({ does }) => does)).toEqual([
      'wait until no Microsoft Entra user is logged in',
      'purge aadsshlogin',
      'make sure that PAM, NSS and sshd name nothing of what was removed',
      `remove ${at.entry}`,
      `remove ${at.keyring}`,
    ])
  })

  it('has nothing to take away from a system that never had it', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', 'ID=plan9\n')

    expect(kindsOf(await planOf(vm, 'uninstall'))).toEqual([])
  })

  it('repairs first what was cut short', async () => {
    const vm = new Vm()
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'x', startedAt: 1 }))

    for (const operation of ['install', 'enable', 'uninstall'] as const)
      expect(kindsOf(await planOf(vm, operation))[0]).toBe('repair-packages')
  })

  it('takes the newest settings', async () => {
    const vm = new Vm().settings({ package: { version: '1.0.2' } }, { sequence: 3 })

    expect((await planOf(vm, 'install')).steps.at(-1)?.does).toBe('install aadsshlogin 1.0.2')
  })

  it.each([
    ['51', 'install', (vm: Vm) => vm.world.file('/etc/os-release', 'ID=plan9\n')],
    ['53', 'enable', (vm: Vm) => vm.settings({ package: 1 })],
    ['66', 'uninstall', (vm: Vm) => vm.world.file(`${at.folder('1.0.0')}/HandlerEnvironment.json`, '[]')],
    ['68', 'install', (vm: Vm) => vm.world.program('dpkg-query', { exitCode: 2, stderr: 'status file' })],
  ] as const)('ends with %s where %s could not be planned', async (code, operation, prepare) => {
    const vm = new Vm()
    prepare(vm)

    const { exitCode, out, err } = await ask(vm, { verb: 'plan', json: true, operation })

    expect([exitCode, out]).toEqual([Number(code), ''])
    expect(err).toMatch(new RegExp(`^${code}: .+\n.+\n$`))
  })

  it('changes nothing', async () => {
    const vm = new Vm()
    await vm.run('install')
    const before = vm.world.hash()
    vm.forget()

    for (const operation of ['install', 'enable', 'uninstall'] as const) await planOf(vm, operation)

    expect(vm.world.hash()).toBe(before)
    expect(vm.story.filter((line) => !line.startsWith('run '))).toEqual([])
  })

  it('has no plan for what another manages, and would remove nothing of it', async () => {
    const vm = new Vm().placeStandalone()
    vm.world.file(at.ledger, JSON.stringify({ standalone: true }))

    const { exitCode, err } = await ask(vm, { verb: 'plan', json: true, operation: 'install' })

    expect(exitCode).toBe(73)
    expect(err).toContain('managed by the standalone handler in /opt/aadsshlogin-handler')
    expect((await planOf(vm, 'uninstall')).steps).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { defaultSettings, type Settings } from '../../src/agent/settings.ts'
import { readMemory } from '../../src/machine/memory.ts'
import { requireLook, surveyMachine } from '../../src/operations/look.ts'
import { remember, standingWarnings, stillVerified } from '../../src/operations/remember.ts'
import { at, Vm, type Command } from './vm.ts'

const own: Settings = { ...defaultSettings(), repository: { baseUrl: 'https://m' }, package: { version: '1' } }

async function remembered(vm: Vm, settings: Settings): Promise<void> {
  const context = await vm.context('install')
  await remember(context, await readMemory(context.host), {
    look: requireLook(await surveyMachine(context, settings)),
    settings,
  })
}

async function holds(vm: Vm, settings: Settings, command: Command = {}): Promise<boolean> {
  const context = await vm.context('enable', command)
  return stillVerified(context, settings, await readMemory(context.host))
}

describe('what was verified', () => {
  it('holds for the same settings of the same version on the same VM', async () => {
    const vm = new Vm()
    await remembered(vm, own)

    expect(await holds(vm, own)).toBe(true)
    expect(await holds(vm, { ...own, logLevel: 'debug', proxy: 'http://p:1', identityWaitSeconds: 1 })).toBe(true)
  })

  it.each([
    ['repository', { repository: { baseUrl: 'https://n' } }],
    ['key', { repository: { baseUrl: 'https://m', key: { path: '/k', fingerprint: 'A'.repeat(40) } } }],
    ['package version', { package: { version: '2' } }],
    ['answer about derivatives', { allowDerivatives: true }],
    ['package at all', { package: undefined }],
  ])('does not hold for another %s', async (_, change) => {
    const vm = new Vm()
    await remembered(vm, own)

    expect(await holds(vm, { ...own, ...change })).toBe(false)
  })

  it('does not hold for another version of the handler', async () => {
    const vm = new Vm().place('1.0.1')
    await remembered(vm, own)

    expect(await holds(vm, own, { version: '1.0.1' })).toBe(false)
  })

  it('does not hold on a VM made from an image of this one', async () => {
    const vm = new Vm()
    await remembered(vm, own)
    vm.world.file('/sys/class/dmi/id/product_uuid', 'VM-2\n')

    expect(await holds(vm, own)).toBe(false)
  })

  it('does not hold where nothing was noted, and tells no secret', async () => {
    const vm = new Vm()

    expect(await holds(vm, own)).toBe(false)
    await remembered(vm, { ...own, proxyCredentials: { username: 'jane', password: 'secret' } })
    expect(vm.world.text(at.memory)).not.toMatch(/jane|secret/)
    expect(vm.world.mode(at.memory)).toBe(0o600)
  })

  it('keeps what was warned of, with its time and without what is looked at anew', async () => {
    const vm = new Vm()
    const context = await vm.context('install')
    context.host.log.configure('info', ['hunter2'])
    context.notes.push(
      { name: 'sshd-policy', verdict: 'warning', message: 'AllowGroups hunter2.' },
      { name: 'settings', verdict: 'warning', message: 'Unknown.' },
      { name: 'managed-identity', verdict: 'warning', message: 'Silent.' },
      { name: 'memory', verdict: 'passed', message: 'Enough.' },
    )
    const look = requireLook(await surveyMachine(context, own))

    await remember(context, await readMemory(context.host), { look, settings: own })

    const [warning, ...others] = standingWarnings(await readMemory(context.host))
    expect(others).toEqual([])
    expect(warning).toMatchObject({ name: 'sshd-policy', verdict: 'warning' })
    expect(warning?.message).toMatch(/^AllowGroups \S+ \(seen \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)$/)
    expect(warning?.message).not.toContain('hunter2')
    expect(standingWarnings({ vmId: '' })).toEqual([])
  })

  it('is no failure when it cannot be noted', async () => {
    const vm = new Vm()
    vm.refuses = (line) => line === `write ${at.memory}`
    const context = await vm.context('install')
    const look = requireLook(await surveyMachine(context, own))

    await expect(remember(context, { vmId: '' }, { look, settings: own })).resolves.toBeUndefined()

    expect(context.journal.text).toContain('warn what was verified could not be noted')
  })
})

import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/agent/settings.ts'
import { makeDeployPlan } from '../../src/operations/deploy-plan.ts'
import { requireLook, surveyMachine } from '../../src/operations/look.ts'
import { Vm } from './vm.ts'

async function kindsOf(vm: Vm, mode: 'upgrade' | 'converge', settings = defaultSettings()): Promise<string[]> {
  const { host, ...context } = await vm.context('install')
  const look = requireLook(await surveyMachine({ host, ...context }, settings))
  const { plan } = await makeDeployPlan(host, look, { settings, mode, interrupted: false })
  return plan.steps.map(({ step }) => step.kind)
}

describe('makeDeployPlan', () => {
  it('plans what is missing', async () => {
    expect(await kindsOf(new Vm(), 'converge')).toEqual([
      'install-key',
      'write-file',
      'refresh-packages',
      'install-packages',
    ])
  })

  it('plans nothing where the login is, and its newest version where that is wanted', async () => {
    const vm = new Vm()
    await vm.run('install')

    expect(await kindsOf(vm, 'converge')).toEqual([])
    expect(await kindsOf(vm, 'upgrade')).toEqual(['refresh-packages', 'install-packages'])
  })

  it('plans the tools that are missing to read the repository', async () => {
    const vm = new Vm()
    vm.world.entries.delete('/etc/ssl/certs/ca-certificates.crt')

    expect((await kindsOf(vm, 'upgrade'))[0]).toBe('install-prerequisites')
    expect(
      await kindsOf(vm, 'upgrade', { ...defaultSettings(), repository: { baseUrl: 'http://mirror.contoso.com' } }),
    ).not.toContain('install-prerequisites')
  })

  it('makes room for the login where the settings allow it, and only there', async () => {
    const vm = new Vm()
    vm.packages.set('aadlogin', '1.0.016050002')

    expect(await kindsOf(vm, 'converge')).not.toContain('remove-packages')
    expect((await kindsOf(vm, 'converge', { ...defaultSettings(), migrate: true })).slice(2)).toEqual([
      'refresh-packages',
      'settle-sessions',
      'remove-packages',
      'clear-wiring',
      'install-packages',
    ])
  })
})

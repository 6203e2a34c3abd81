import { describe, expect, it } from 'vitest'
import type { Plan, Step } from '../../src/core/plan.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { whatIsLeft } from '../../src/operations/what-is-left.ts'
import { care } from '../core/plan-cases.ts'
import { installed } from './installed.ts'
import { paths } from './login.ts'
import { at, microsoftKey, type Vm } from './vm.ts'

const along: Step = { kind: 'remove-dependencies', names: ['libcurl4', 'libjson'] }
const file: Step = { kind: 'remove-file', path: at.entry }

async function leftOf(vm: Vm, ...steps: Step[]): Promise<string> {
  const { host } = await vm.context('uninstall')
  const plan: Plan = { steps: steps.map((step) => ({ step, undo: [] })) }
  return whatIsLeft({ host, grammar: grammars['apt-get'] }, plan, care.places)
}

describe('whatIsLeft', () => {
  it.each<[string, Step, string]>([
    ['a package', { kind: 'remove-packages', names: ['aadsshlogin'], purge: true }, 'purge aadsshlogin'],
    ['what came along and is there', along, 'remove what was installed along: libcurl4'],
    ['a file', file, `remove ${at.entry}`],
  ])('names %s', async (_, step, expected) => {
    const { vm } = await installed()
    vm.packages.set('libcurl4', '1')

    expect(await leftOf(vm, step)).toBe(expected)
  })

  it.each<[string, Step]>([
    ['the care that goes with it', { kind: 'settle-sessions', policy: 'wait', module: 'aad' }],
    ['making sure', { kind: 'clear-wiring', places: care.places }],
    ['what came along and is gone', along],
    ['a file that is gone', { kind: 'remove-file', path: '/etc/gone' }],
  ])('does not name %s', async (_, step) => {
    const { vm } = await installed()

    expect(await leftOf(vm, step)).toBe('')
  })

  it('names the configuration of what came along', async () => {
    const { vm } = await installed()
    vm.packages.set('libcurl4', '1', 'deinstall ok config-files')

    expect(await leftOf(vm, along)).toBe('remove what was installed along: libcurl4')
  })

  it.each([
    ['does not name a key that is not trusted any more', '', ''],
    ['names a key that is', `${microsoftKey}\n`, `take back the trust in the repository key ${microsoftKey}`],
  ])('%s', async (_, stdout, expected) => {
    const { vm } = await installed()
    vm.world.program('rpm', { stdout }).file(at.ledger, JSON.stringify({ keys: [microsoftKey] }))
    const { host } = await vm.context('uninstall')
    const plan: Plan = { steps: [{ step: { kind: 'distrust-keys', fingerprints: [microsoftKey] }, undo: [] }] }

    expect(await whatIsLeft({ host, grammar: grammars.dnf }, plan, care.places)).toBe(expected)
  })

  it('names what leads to a login that is gone', async () => {
    const { vm } = await installed()
    const nss = vm.world.text(paths.nss)!
    vm.packages.set('aadsshlogin', undefined)
    vm.world.file(paths.nss, nss)

    expect(await leftOf(vm, file)).toBe(`remove ${at.entry}; take out "aad" in ${paths.nss}`)
  })
})

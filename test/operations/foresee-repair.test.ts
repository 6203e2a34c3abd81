import { beforeEach, describe, expect, it } from 'vitest'
import { makeDeployPlan } from '../../src/operations/deploy-plan.ts'
import { foreseeRepair } from '../../src/operations/foresee-repair.ts'
import { lookAtSettings } from '../../src/operations/look-at-settings.ts'
import { requireLook, surveyMachine } from '../../src/operations/look.ts'
import { installed } from './installed.ts'
import { paths } from './login.ts'
import { at, type Vm } from './vm.ts'

let vm: Vm
beforeEach(async () => {
  ;({ vm } = await installed())
})

/** The kinds of the steps that an enable would take. */
async function foreseen(mode: 'converge' | 'upgrade' = 'converge'): Promise<string[]> {
  const context = await vm.context('enable')
  const settings = await lookAtSettings(context)
  const look = requireLook(await surveyMachine(context, settings))
  const { request, plan } = await makeDeployPlan(context.host, look, { settings, mode, interrupted: false })
  const { steps } = await foreseeRepair(context, { ...look, request }, plan)
  return steps.map(({ step }) => step.kind)
}

/** What an enable then does with packages, sshd and files of its own. */
async function done(): Promise<string[]> {
  vm.forget()
  await vm.run('enable')
  return vm.packages.history
}

const entryAgain = ['install-key', 'write-file', 'refresh-packages']
const again = ['refresh-packages', 'reinstall-packages']

describe('foreseeRepair', () => {
  it.each<[string, () => unknown, string[], string[]]>([
    ['nothing where the login works', () => undefined, [], []],
    [
      'the scripts of the package where its configuration is gone',
      () => vm.world.file(paths.nss, 'passwd: files\n'),
      ['reconfigure-packages'],
      ['reconfigure aadsshlogin'],
    ],
    [
      'the package itself where its files are gone',
      () => {
        vm.world.entries.delete(paths.command)
        vm.packages.damaged.set('aadsshlogin', [paths.command])
      },
      again,
      ['refresh', 'reinstall aadsshlogin=1.0.3'],
    ],
    ['the entry alone where the login works', () => vm.world.entries.delete(at.entry), entryAgain, ['refresh']],
    [
      'the entry once, and then the package',
      () => {
        vm.world.entries.delete(at.entry)
        vm.world.entries.delete(paths.command)
        vm.packages.damaged.set('aadsshlogin', [paths.command])
      },
      [...entryAgain, ...again],
      ['refresh', 'refresh', 'reinstall aadsshlogin=1.0.3'],
    ],
  ])('shows %s, as an enable then does', async (_, damage, steps, history) => {
    damage()

    expect(await foreseen()).toEqual(steps)
    expect(await done()).toEqual(history)
  })

  it('says nothing of what packages will bring', async () => {
    vm.world.file(paths.nss, 'passwd: files\n')

    expect(await foreseen('upgrade')).toEqual(['refresh-packages', 'install-packages'])
  })

  it.each([
    ['where sshd runs with an older configuration', ':0016', ['reload-sshd']],
    ['unless it would move to another port', ':0017', []],
  ])('shows a reload %s', async (_, port, steps) => {
    const { world } = vm
    world.file('/run/sshd.pid', '812\n').file('/proc/812/comm', 'sshd\n')
    world.file('/proc/net/tcp', `   0: 00000000${port} 00000000:0000 0A\n`)
    world.time += 60_000
    world.file(paths.sshd, `# more\n${world.text(paths.sshd) ?? ''}`)
    world.time += 60_000

    expect(await foreseen()).toEqual(steps)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { isMending } from '../../src/operations/mend.ts'
import { installed } from './installed.ts'
import { statusOf, substatuses } from './told.ts'
import { at, ok, microsoftKey, type Vm } from './vm.ts'

let vm: Vm
beforeEach(async () => {
  ;({ vm } = await installed())
})

describe('isMending', () => {
  const refresh = { kind: 'refresh-packages', source: { url: '', suite: '', file: '', id: '' } } as const

  it('is a plan that changes no package of ours', () => {
    const write = { kind: 'write-file', path: '/e', content: '' } as const

    expect(isMending({ steps: [write, refresh].map((step) => ({ step, undo: [] })) })).toBe(true)
    expect(
      isMending({
        steps: [
          { step: refresh, undo: [] },
          { step: { kind: 'repair-packages' }, undo: [] },
        ],
      }),
    ).toBe(false)
    expect(isMending({ steps: [] })).toBe(false)
  })
})

describe('our entry of the repository', () => {
  it.each([
    ['removed', () => vm.world.entries.delete(at.entry)],
    ['disabled', () => vm.world.file(at.entry, '# nothing\n')],
    ['without its keyring', () => vm.world.entries.delete(at.keyring)],
  ])('is put back when it was %s', async (_, damage) => {
    const before = [at.entry, at.keyring].map((path) => vm.world.text(path))
    damage()

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect([at.entry, at.keyring].map((path) => vm.world.text(path))).toEqual(before)
    expect(vm.packages.history).toEqual(['refresh'])
  })

  it('is a warning where it cannot be put back: the login works', async () => {
    vm.world.entries.delete(at.entry)
    vm.packages.faults.push({ verb: 'refresh', exitCode: 100, output: 'E: list of sources could not be read\n' })

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(substatuses(statusOf(vm))).toEqual(expect.arrayContaining(['repository: warning', 'login-wiring: success']))
    expect(JSON.stringify(statusOf(vm))).toContain('updates of the packages do not come')
    expect(vm.world.text(at.entry)).toBeUndefined()
  })

  it('is a failure where the settings ask for another one', async () => {
    vm.settings({ repository: { baseUrl: 'https://mirror.contoso.com' } }, { sequence: 1 })
    vm.answer = () => ok(`key ${microsoftKey}`)
    vm.packages.faults.push({ verb: 'refresh', exitCode: 100, output: 'E: list of sources could not be read\n' })

    expect((await vm.run('enable', { sequence: 1 })).exitCode).not.toBe(0)
  })
})

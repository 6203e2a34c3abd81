import { expect, it } from 'vitest'
import { disable } from '../../src/operations/disable.ts'
import { eventsOf, machineHash, statusOf } from './told.ts'
import { at, Vm } from './vm.ts'

it('disable changes nothing, writes no status and starts nothing', async () => {
  const vm = new Vm()
  await vm.run('install')
  vm.forget()
  const before = machineHash(vm)

  expect(await vm.run('disable', { sequence: 5 })).toMatchObject({ exitCode: 0, stderr: '' })

  expect(machineHash(vm)).toBe(before)
  expect(statusOf(vm, { sequence: 5 })).toBeUndefined()
  expect(vm.story).toEqual([expect.stringMatching(/^write .*\/event-\d+\.tmp$/)])
  expect(eventsOf(vm).at(-1)?.Message).toBe(await disable())
})

it.each([
  ['another run holds the lock', (vm: Vm) => (vm.world.lockHolder = 'other')],
  ['the profiles are gone', (vm: Vm) => vm.world.directories.delete(`${at.folder('1.0.0')}/distro-profiles`)],
  ['nothing can be written', (vm: Vm) => (vm.world.readOnlyPaths = ['/'])],
])('disable does not hold up a delete when %s', async (_, prepare) => {
  const vm = new Vm()
  prepare(vm)

  expect((await vm.run('disable')).exitCode).toBe(0)
  expect(vm.world.sleeps).toEqual([])
})

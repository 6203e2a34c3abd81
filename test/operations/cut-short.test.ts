import { describe, expect, it } from 'vitest'
import { machineHash } from './told.ts'
import { at, Vm } from './vm.ts'

/** What an undisturbed install does to the world, with a dependency that comes along. */
async function undisturbed(): Promise<readonly string[]> {
  const vm = freshVm()
  expect((await vm.run('install')).exitCode).toBe(0)
  return vm.story
}

function freshVm(): Vm {
  const vm = new Vm()
  vm.packages.dependencies.set('aadsshlogin', ['libcurl4'])
  return vm
}

const story = await undisturbed()
const steps = story.map((line, index) => [index, line.replaceAll(/\d{10,}/g, '…')] as const)
const writes = steps.filter(([, line]) => line.startsWith('write ') || line.endsWith('.holder'))

describe('one write that fails for want of space', () => {
  it.each(writes)('at step %i (%s) of an install leaves no trace, or a success', async (index) => {
    const vm = freshVm()
    const before = machineHash(vm)
    vm.refuses = () => vm.story.length === index + 1

    const { exitCode } = await vm.run('install')

    const changed = machineHash(vm) !== before
    expect([0, 52]).toContain(exitCode)
    expect(changed).toBe(exitCode === 0)
  })

  it.each(writes)('at step %i (%s) of an install does not keep the next one from working', async (index) => {
    const vm = freshVm()
    const before = machineHash(vm)
    vm.refuses = () => vm.story.length === index + 1
    await vm.run('install')
    vm.refuses = () => false

    expect((await vm.run('install')).exitCode).toBe(0)
    expect((await vm.run('enable')).exitCode).toBe(0)
    expect((await vm.run('uninstall')).exitCode).toBe(0)
    expect(machineHash(vm)).toBe(before)
  })
})

describe('a command that is killed', () => {
  /** Nothing that a killed command would have done afterwards happens. */
  async function killedAfter(vm: Vm, index: number): Promise<void> {
    vm.refuses = () => vm.story.length > index
    await vm.run('install')
    vm.refuses = () => false
  }

  it.each(steps)('at step %i (%s) of an install is put right by a delete', async (index) => {
    const vm = freshVm()
    const before = machineHash(vm)
    await killedAfter(vm, index)

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(machineHash(vm)).toBe(before)
    expect(vm.world.directories.has(at.state)).toBe(false)
  })

  it.each(steps)('at step %i (%s) of an install is finished by the next install', async (index) => {
    const vm = freshVm()
    await killedAfter(vm, index)

    expect((await vm.run('install')).exitCode).toBe(0)
    expect(vm.packages.installed.get('aadsshlogin')).toEqual({ words: 'install ok installed', version: '1.0.3' })
    expect((await vm.run('enable')).exitCode).toBe(0)
  })
})

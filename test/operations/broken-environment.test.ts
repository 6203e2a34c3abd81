import { describe, expect, it } from 'vitest'
import { operationNames } from '../../src/core/limits.ts'
import { statusOf } from './told.ts'
import { at, Vm } from './vm.ts'

const file = `${at.folder('1.0.0')}/HandlerEnvironment.json`
const working = operationNames.filter((operation) => operation !== 'disable')

function brokenFile(): Vm {
  const vm = new Vm()
  vm.world.file(file, '[{"name":"x"')
  return vm
}

/** A VM on which nothing of the agent's folders is left. */
function emptyFolder(): Vm {
  const vm = new Vm()
  for (const path of [...vm.world.directories]) if (/\/(status|config)$/.test(path)) vm.world.directories.delete(path)
  vm.world.entries.delete(file)
  return vm
}

describe('a HandlerEnvironment.json that cannot be used', () => {
  it.each(working)('%s tells it in the folders beside it, and does nothing', async (operation) => {
    const vm = brokenFile()

    const { exitCode, stderr, journal } = await vm.run(operation, { sequence: 4 })

    expect(exitCode).toBe(66)
    expect(stderr).toMatch(
      /^66: HandlerEnvironment\.json .*not valid JSON.*\nRestart the guest agent .*\nMore: sudo \/.*\/scripts\/handler\.sh check; log \/.*\n$/,
    )
    expect(statusOf(vm, { sequence: 4 })).toMatchObject({ status: 'error', code: 66 })
    expect(journal.opened?.folder).toBe(at.logFolder)
    expect(journal.closed).toBe(true)
    expect(vm.story.filter((line) => !line.startsWith('write '))).toEqual([])
  })

  it('is logged beside itself when the usual folder is not there', async () => {
    const vm = new Vm()
    vm.world.file(file, '[]')
    for (const path of [...vm.world.directories])
      if (path.startsWith('/var/log/azure')) vm.world.directories.delete(path)

    const { journal } = await vm.run('install')

    expect(journal.opened?.folder).toBe(at.folder('1.0.0'))
  })

  it.each(working)('%s tells it on stderr alone when there are no folders either', async (operation) => {
    const vm = emptyFolder()

    const { exitCode, stderr, journal } = await vm.run(operation)

    expect(exitCode).toBe(66)
    expect(stderr).toMatch(
      /^66: .*there is none in .*\nRestart the guest agent .*\nMore: sudo \/.*\/handler\.sh check\n$/,
    )
    expect(journal).toMatchObject({ opened: undefined, closed: true })
    expect(vm.story).toEqual([])
  })

  it('is read again, because the agent writes it in place', async () => {
    const vm = new Vm()
    const whole = vm.world.text(file)!
    vm.world.file(file, '')
    vm.world.onSleep = () => void vm.world.file(file, whole)

    expect(await vm.run('update')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(vm.world.sleeps).toEqual([200])
  })

  it.each([
    ['with folders', brokenFile],
    ['without folders', emptyFolder],
  ])('does not make disable fail (%s), which would block a delete', async (_, broken) => {
    const vm = broken()

    const { exitCode, stderr, journal } = await vm.run('disable')

    expect([exitCode, stderr]).toEqual([0, ''])
    expect(statusOf(vm)).toBeUndefined()
    expect(journal.text).toContain('error agent.environment: ')
  })

  it('ends with its code when not even the fallback can be looked at', async () => {
    const vm = new Vm()
    vm.world.entries.delete(file)
    const list = vm.world.directories
    list.has = () => {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
    }

    expect((await vm.run('install')).exitCode).toBe(66)
  })
})

import { describe, expect, it } from 'vitest'
import { createTerminal } from '../../src/adapters/terminal.ts'
import type { Desk } from '../../src/operator/desk.ts'
import { findPlace } from '../../src/operator/place.ts'
import { MemoryJournal } from '../operations/memory-journal.ts'
import { at, Vm } from '../operations/vm.ts'

function deskOf(vm: Vm, journal = new MemoryJournal()): Desk {
  const stream = { write: () => true, on: () => undefined }
  return {
    host: { ...vm.world.host(), log: journal },
    invocation: { operation: 'install', cwd: at.folder('1.0.0'), packageRoot: at.folder('1.0.0'), env: {} },
    cwd: '/',
    isRoot: true,
    version: '1.0.0',
    pid: 5,
    terminal: createTerminal({ stdout: stream, stderr: stream } as never, {}),
    pack: () => Promise.resolve(new Uint8Array()),
  }
}

describe('findPlace', () => {
  it('is where the agent wants things, with the number of the newest settings', async () => {
    const vm = new Vm().settings({}, { sequence: 4 })
    const journal = new MemoryJournal()

    const place = await findPlace(deskOf(vm, journal), 'check')

    expect(place).toMatchObject({
      environment: { logFolder: at.logFolder, extensionFolder: at.folder('1.0.0') },
      problem: undefined,
      sequence: 4,
      logFile: `${at.logFolder}/handler.log`,
    })
    expect(journal.opened).toEqual({ folder: at.logFolder, prefix: 'check 1.0.0 #4 5 by hand' })
  })

  it('is guessed from the folders beside a broken HandlerEnvironment.json, and says so', async () => {
    const vm = new Vm()
    vm.world.file(`${at.folder('1.0.0')}/HandlerEnvironment.json`, '[]')

    const { environment, problem, logFile } = await findPlace(deskOf(vm), 'check')

    expect(problem).toMatchObject({ code: 'agent.environment' })
    expect(environment.statusFolder).toBe(`${at.folder('1.0.0')}/status`)
    expect(logFile).toBe(`${at.logFolder}/handler.log`)
  })

  it('writes no log where nothing of the agent is left', async () => {
    const vm = new Vm()
    vm.world.entries.delete(`${at.folder('1.0.0')}/HandlerEnvironment.json`)
    vm.world.directories.delete(`${at.folder('1.0.0')}/status`)
    const journal = new MemoryJournal()

    const place = await findPlace(deskOf(vm, journal), 'check')

    expect(place).toMatchObject({
      environment: { name: 'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux', version: '1.0.0' },
      problem: { code: 'agent.environment' },
      sequence: 0,
      logFile: undefined,
    })
    expect(journal.opened).toBeUndefined()
  })

  it('is that of the standalone handler for a package in its folder', async () => {
    const vm = new Vm().placeStandalone()
    const packageRoot = `${at.standalone}/1.0.0`
    const journal = new MemoryJournal()
    const desk = deskOf(vm, journal)

    const place = await findPlace({ ...desk, invocation: { ...desk.invocation, packageRoot } }, 'check')

    expect(place).toMatchObject({ environment: { kind: 'standalone' }, problem: undefined, sequence: 0 })
    expect(journal.opened?.folder).toBe('/var/log/aadsshlogin-handler')
  })
})

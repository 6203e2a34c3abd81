import { describe, expect, it } from 'vitest'
import { operationNames, type OperationName } from '../src/core/limits.ts'
import { eventsOf, machineHash, statusFile, statusOf, substatuses } from './operations/told.ts'
import { at, Vm } from './operations/vm.ts'

const log = `${at.logFolder}/handler.log`
const program = `${at.folder('1.0.0')}/scripts/handler.sh`

/** A VM in which an operation fails, and how. */
const failing: Record<Exclude<OperationName, 'disable'>, { code: number; prepare: (vm: Vm) => unknown }> = {
  install: { code: 22, prepare: withoutIdentity },
  enable: { code: 22, prepare: withoutIdentity },
  update: { code: 63, prepare: (vm) => void (vm.world.lockHolder = 'other') },
  uninstall: {
    code: 64,
    prepare: async (vm) => {
      await vm.run('install')
      for (let n = 0; n < 5; n++) vm.packages.faults.push({ verb: 'purge', exitCode: 100, output: 'E: no\n' })
    },
  },
}

function withoutIdentity(vm: Vm): void {
  vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })
}

const failures = Object.entries(failing).map(([operation, { code, prepare }]) => ({
  operation: operation as OperationName,
  code,
  prepare,
}))

describe('a command that succeeds', () => {
  it.each(operationNames)('%s exits 0, says nothing, sends an event and lets go of everything', async (operation) => {
    const vm = new Vm()

    const { exitCode, stderr, journal } = await vm.run(operation, { sequence: 3 })

    expect([exitCode, stderr]).toEqual([0, ''])
    expect(eventsOf(vm)).toMatchObject([
      { EventLevel: 'Informational', TaskName: operation, Version: '1.0.0', EventPid: '77', OperationId: '77-3' },
    ])
    expect(journal.opened).toEqual({ folder: at.logFolder, prefix: `${operation} 1.0.0 #3 77` })
    expect(journal.closed).toBe(true)
    expect(journal.lines.at(-1)).toMatch(/^info end {"exitCode":0,"summary":".+"}$/)
    expect(count(vm, 'release')).toBe(count(vm, 'lock'))
    expect(vm.world.text('/run/aadsshlogin-handler.holder')).toBeUndefined()
  })

  it.each(operationNames)('%s writes a status only when it is enable', async (operation) => {
    const vm = new Vm()

    await vm.run(operation, { sequence: 3 })

    const wanted = operation === 'enable' ? { status: 'success', code: 0, operation: 'Enable' } : undefined
    if (wanted === undefined) expect(statusOf(vm, { sequence: 3 })).toBeUndefined()
    else expect(statusOf(vm, { sequence: 3 })).toMatchObject(wanted)
  })
})

describe('a command that fails', () => {
  it.each(failures)(
    '$operation ends with $code, its lines and an error status',
    async ({ operation, code, prepare }) => {
      const vm = new Vm()
      await prepare(vm)
      const before = eventsOf(vm).length

      const { exitCode, stderr, journal } = await vm.run(operation, { sequence: 2 })

      const lines = stderr.split('\n')
      expect(exitCode).toBe(code)
      expect(lines[0]).toMatch(new RegExp(`^${code}: [A-Z]`))
      const left: unknown[] =
        operation === 'uninstall' ? [expect.stringMatching(/^Still to do: purge aadsshlogin; /)] : []
      expect(lines.slice(2)).toEqual([...left, `More: sudo ${program} check; log ${log}`, ''])
      expect(statusOf(vm, { sequence: 2 })).toMatchObject({ status: 'error', code })
      expect(statusOf(vm, { sequence: 2 })?.formattedMessage.message).toBe(stderr.trimEnd())
      expect(substatuses(statusOf(vm, { sequence: 2 }))[0]).toBe('ErrorClarification: error')
      expect(eventsOf(vm).slice(before)).toMatchObject([{ EventLevel: 'Error', TaskName: operation }])
      expect(journal.closed).toBe(true)
      expect(journal.lines.at(-1)).toContain(`"exitCode":${code}`)
      expect(count(vm, 'release')).toBe(count(vm, 'lock'))
    },
  )

  it('tells the same cause of 22 in the status, on stderr and in the event', async () => {
    const vm = new Vm()
    withoutIdentity(vm)

    const { stderr } = await vm.run('enable')

    const cause = 'This VM has no system-assigned managed identity (asked the metadata service for 120 s: HTTP 400).'
    expect(stderr.split('\n')[0]).toBe(`22: ${cause}`)
    expect(statusOf(vm)?.substatus.at(-1)).toMatchObject({ name: 'managed-identity', code: 22 })
    expect(eventsOf(vm)[0]?.Message).toBe(`identity.missing: ${cause}`)
  })

  it('is a bug with code 70 when it is no failure of ours, and its cause stays in the log', async () => {
    const vm = new Vm()
    vm.world.program('dpkg-query', () => {
      throw new TypeError('cannot read what is not there')
    })

    const { exitCode, stderr, journal } = await vm.run('install')

    expect(exitCode).toBe(70)
    expect(stderr).toMatch(/^70: The extension met an error of its own: cannot read what is not there\.\nOpen an issue/)
    expect(journal.text).toContain('"cause":{"name":"TypeError","message":"cannot read what is not there","stack":"')
  })

  it('keeps its exit code when the status cannot be written', async () => {
    const vm = new Vm()
    withoutIdentity(vm)
    vm.world.readOnlyPaths = [`${at.folder('1.0.0')}/status`]

    const { exitCode, stderr, journal } = await vm.run('enable')

    expect(exitCode).toBe(22)
    expect(stderr).toMatch(/^22: /)
    expect(journal.text).toContain('error The status could not be written')
  })
})

describe('enable', () => {
  it('says that it is at work before anything else', async () => {
    const vm = new Vm()
    let during: string | undefined
    vm.world.identityAnswer = () => {
      during = statusOf(vm)?.status
      return { kind: 'refused', status: 400 }
    }

    await vm.run('enable')

    expect(during).toBe('transitioning')
    expect(vm.story.slice(0, 2)).toEqual([`write ${statusFile()}`, 'lock'])
  })

  it('succeeds although the status cannot be written', async () => {
    const vm = new Vm()
    vm.world.readOnlyPaths = [`${at.folder('1.0.0')}/status`]

    expect((await vm.run('enable')).exitCode).toBe(0)
  })
})

describe('another run that holds the lock', () => {
  it('is waited for, then named with what it does, and nothing is changed', async () => {
    const vm = new Vm()
    vm.world.lockHolder = 'other'
    vm.world.file('/run/aadsshlogin-handler.holder', '91 install of version 1.0.0\n').file('/proc/91/comm', 'node\n')
    const before = machineHash(vm)

    const { exitCode, stderr } = await vm.run('install')

    expect(exitCode).toBe(63)
    expect(stderr).toMatch(/^63: Another run .*: install of version 1\.0\.0, node \(process 91\); waited 60 s\.\n/)
    expect(vm.world.sleeps).toEqual([60_000])
    expect(machineHash(vm)).toBe(before)
  })
})

function count({ story }: Vm, what: string): number {
  return story.filter((line) => line === what).length
}

import { describe, expect, it } from 'vitest'
import { verbNames, type VerbRequest } from '../../src/core/verb.ts'
import { at, Vm } from '../operations/vm.ts'
import { ask, documentOf } from './person.ts'

const requests: Record<(typeof verbNames)[number], VerbRequest> = {
  check: { verb: 'check', json: true, waitSeconds: 0 },
  plan: { verb: 'plan', json: true, operation: 'install' },
  status: { verb: 'status', json: true },
  explain: { verb: 'explain', json: true },
  'support-bundle': { verb: 'support-bundle', json: true },
}

describe('operate', () => {
  it.each(verbNames)('%s prints one document of its own on stdout, nothing on stderr', async (verb) => {
    const vm = new Vm()
    vm.world.directory('/root')

    const answered = await ask(vm, requests[verb])

    expect(documentOf(answered, verb)).toMatchObject({ schema: 1, handlerVersion: '1.0.0', verb })
    expect([answered.exitCode, answered.err]).toEqual([0, ''])
    expect(answered.journal.closed).toBe(true)
  })

  it.each(verbNames.filter((verb) => verb !== 'explain'))('%s is for root only, and says how', async (verb) => {
    const vm = new Vm()

    const { exitCode, out, err, journal } = await ask(vm, requests[verb], { isRoot: false })

    expect([exitCode, out]).toEqual([69, ''])
    expect(err).toMatch(
      new RegExp(
        `^69: The command "${verb}" is for root only\\.\nRun it with sudo: sudo /.*/handler\\.sh ${verb}\\.\n$`,
      ),
    )
    expect(vm.story).toEqual([])
    expect(journal).toMatchObject({ opened: undefined, closed: true })
  })

  it('tells a bug as one, with its cause in the log', async () => {
    const vm = new Vm()
    vm.world.program('dpkg-query', () => {
      throw new TypeError('cannot read what is not there')
    })

    const { exitCode, out, err, journal } = await ask(vm, requests.check)

    expect([exitCode, out]).toEqual([70, ''])
    expect(err).toMatch(/^70: The extension met an error of its own: cannot read what is not there\.\nOpen an issue/)
    expect(journal.text).toContain('"name":"TypeError"')
    expect(journal.closed).toBe(true)
  })

  it('marks its lines in the log of the agent, with the exit code', async () => {
    const { journal } = await ask(new Vm(), requests.plan)

    expect(journal.opened?.prefix).toBe('plan 1.0.0 #0 88 by hand')
    expect(journal.lines[0]).toMatch(/^info start/)
    expect(journal.lines.at(-1)).toBe('info end {"exitCode":0}')
  })

  it('masks what looks like a secret', async () => {
    const vm = new Vm()
    vm.world.file(
      '/etc/os-release',
      'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="x token=abcdef y"\n',
    )

    expect(documentOf(await ask(vm, requests.status), 'status').system.name).toBe('x token=*** y')
  })

  it('speaks to the people of a standalone handler without an agent', async () => {
    const vm = new Vm().placeStandalone()
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })
    const request = { verb: 'check', json: true, waitSeconds: 0 } as const

    const told = await ask(vm, request, { packageRoot: `${at.standalone}/1.0.0` })

    expect(told.exitCode).toBe(73) // the extension of this machine comes first
    expect(told.out).toContain('Then run the same command again.')
    expect(told.out).not.toContain('extension set')
  })
})

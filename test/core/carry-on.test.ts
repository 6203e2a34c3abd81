import { describe, expect, it } from 'vitest'
import { carryOn } from '../../src/core/carry-on.ts'
import type { Executor } from '../../src/core/apply.ts'
import { HandlerFailure } from '../../src/core/failure.ts'
import type { Plan, Step } from '../../src/core/plan.ts'
import { brief, care } from './plan-cases.ts'

const removal = (purge: boolean, name: string): Step => ({ kind: 'remove-packages', names: [name], purge })
const steps: readonly Step[] = [
  { kind: 'repair-packages' },
  { kind: 'settle-sessions', policy: 'fail', module: 'aad' },
  removal(false, 'a'),
  removal(true, 'b'),
  { kind: 'clear-wiring', places: care.places },
  { kind: 'remove-dependencies', names: ['lib'] },
  { kind: 'remove-file', path: '/entry' },
  { kind: 'remove-file', path: '/keyring' },
  { kind: 'distrust-keys', fingerprints: ['AA'] },
]
const plan: Plan = { steps: steps.map((step) => ({ step, undo: [] })) }
const all = steps.map(brief)

/** What is done of the plan when these steps fail, and which failure it answers. */
async function story(failing: Readonly<Record<string, Error>>) {
  const done: string[] = []
  const told: string[] = []
  const executor: Executor = {
    announce: ({ steps: announced }) => void told.push(`plan of ${announced.length}`),
    perform: (step) => {
      const failure = failing[brief(step)]
      if (failure !== undefined) return Promise.reject(failure)
      done.push(brief(step))
      return Promise.resolve()
    },
    takeBack: (step) => Promise.reject(new Error(`${brief(step)} was taken back`)),
    byHand: () => Promise.reject(new Error('nobody asks')),
    report: (step, failure) => void told.push(`${failure?.code ?? 'done'} ${brief(step)}`),
  }
  const failure = await carryOn(plan, executor).catch((error: unknown) => ({ thrown: error }))
  return { done, told, failure }
}

const failed = new HandlerFailure('packages.transaction-failed', { work: 'w', reason: 'r' })

describe('carryOn', () => {
  it('does all steps in order and tells of each', async () => {
    const { done, told, failure } = await story({})

    expect(done).toEqual(all)
    expect(told).toEqual(['plan of 9', ...all.map((step) => `done ${step}`)])
    expect(failure).toBeUndefined()
  })

  it.each<[string, string[]]>([
    ['repair', []],
    [
      'sessions fail',
      ['remove a', 'purge b', 'dependencies lib', 'remove-file /entry', 'remove-file /keyring', 'distrust AA'],
    ],
    ['remove a', ['purge b', 'dependencies lib', 'remove-file /entry', 'remove-file /keyring', 'distrust AA']],
    ['purge b', ['dependencies lib', 'remove-file /entry', 'remove-file /keyring', 'distrust AA']],
    ['clear', []],
    ['dependencies lib', []],
    ['remove-file /entry', ['remove-file /keyring', 'distrust AA']],
    ['remove-file /keyring', ['distrust AA']],
    ['distrust AA', []],
  ])('after "%s" has failed leaves only %j undone', async (step, undone) => {
    const { done, told, failure } = await story({ [step]: failed })

    expect(failure).toBe(failed)
    expect(all.filter((one) => !done.includes(one))).toEqual([step, ...undone])
    expect(told).toContain(`packages.transaction-failed ${step}`)
    for (const one of undone) expect(told.join()).not.toContain(one)
  })

  it('answers the first of several failures', async () => {
    const { failure } = await story({ 'dependencies lib': failed, 'remove-file /entry': new Error('no') })

    expect(failure).toBe(failed)
  })

  it('calls an error that is none of ours a bug', async () => {
    const { failure } = await story({ clear: new TypeError('x is not a function') })

    expect(failure).toMatchObject({ code: 'handler.bug' })
  })

  it('does nothing more while a transaction still runs', async () => {
    const running = new HandlerFailure('transaction.running', { transaction: 'purge' })

    const { done, failure } = await story({ repair: failed, 'remove a': running })

    expect(failure).toEqual({ thrown: running })
    expect(done).toEqual(['sessions fail'])
  })
})

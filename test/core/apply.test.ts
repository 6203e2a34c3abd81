import { describe, expect, it } from 'vitest'
import { apply, type Executor } from '../../src/core/apply.ts'
import { HandlerFailure } from '../../src/core/failure.ts'
import type { Plan, PlannedStep, Step } from '../../src/core/plan.ts'

function remove(path: string): Step {
  return { kind: 'remove-file', path }
}

/** A step that writes a file and is taken back by removing it, and two more things after it where named. */
function write(path: string, ...more: string[]): PlannedStep {
  return { step: { kind: 'write-file', path, content: '' }, undo: [path, ...more].map(remove) }
}

interface Story {
  readonly lines: string[]
  readonly executor: Executor
}

/** An executor that writes down what it is asked to do and fails where it is told to. */
function story(failing: Readonly<Record<string, Error>> = {}): Story {
  const lines: string[] = []
  const record = (verb: string, step: Step): Promise<void> => {
    const line = `${verb} ${'path' in step ? step.path : step.kind}`
    lines.push(line)
    return failing[line] === undefined ? Promise.resolve() : Promise.reject(failing[line])
  }
  return {
    lines,
    executor: {
      announce: ({ steps }) => void lines.push(`plan of ${steps.length}`),
      perform: (step) => record('do', step),
      takeBack: (step) => record('undo', step),
      byHand: (step) => Promise.resolve('path' in step && step.path !== '/a' ? `sudo rm -f ${step.path}` : undefined),
      report: (step, failure) => {
        lines.push(`${failure === undefined ? 'done' : failure.code} ${'path' in step ? step.path : step.kind}`)
      },
    },
  }
}

const plan: Plan = { steps: [write('/a'), write('/b', '/b2'), write('/c')] }
const refused = new HandlerFailure('repository.refused', { url: 'u', answer: 'HTTP 403' })
const passes = (): Promise<void> => Promise.resolve()

async function failureOf(given: Plan, executor: Executor, verify = passes): Promise<HandlerFailure> {
  const error: unknown = await apply(given, executor, verify).catch((thrown: unknown) => thrown)
  if (!(error instanceof HandlerFailure)) throw new Error(`no failure but ${String(error)}`)
  return error
}

describe('apply', () => {
  it('does the steps in order, then verifies', async () => {
    const { lines, executor } = story()

    await apply(plan, executor, async () => void lines.push('verify'))

    expect(lines).toEqual(['plan of 3', 'do /a', 'done /a', 'do /b', 'done /b', 'do /c', 'done /c', 'verify'])
  })

  it('only verifies an empty plan', async () => {
    const { lines, executor } = story()

    await apply({ steps: [] }, executor, async () => void lines.push('verify'))

    expect(lines).toEqual(['plan of 0', 'verify'])
  })

  it("takes back in reverse, the failed step's own undo first, and throws its failure", async () => {
    const { lines, executor } = story({ 'do /b': refused })

    const failure = await failureOf(plan, executor)

    expect(failure).toBe(refused)
    expect(lines).toEqual([
      'plan of 3',
      'do /a',
      'done /a',
      'do /b',
      'repository.refused /b',
      'undo /b',
      'undo /b2',
      'undo /a',
    ])
  })

  it('never takes back a step that was not begun', async () => {
    const { lines, executor } = story({ 'do /a': refused })

    await failureOf(plan, executor)

    expect(lines.filter((line) => line.startsWith('undo'))).toEqual(['undo /a'])
  })

  it('takes everything back when the verification fails', async () => {
    const { lines, executor } = story()
    const notWired = new HandlerFailure('login.not-wired', { missing: 'PAM' })

    const failure = await failureOf(plan, executor, () => Promise.reject(notWired))

    expect(failure).toBe(notWired)
    expect(lines.slice(7)).toEqual(['undo /c', 'undo /b', 'undo /b2', 'undo /a'])
  })

  it('has nothing to take back when an empty plan does not verify', async () => {
    const { lines, executor } = story()

    const failure = await failureOf({ steps: [] }, executor, () => Promise.reject(refused))

    expect(failure).toBe(refused)
    expect(lines).toEqual(['plan of 0'])
  })

  it('takes nothing back while a transaction still runs', async () => {
    const running = new HandlerFailure('transaction.running', { transaction: 'install login' })
    const { lines, executor } = story({ 'do /b': running })

    const failure = await failureOf(plan, executor)

    expect(failure).toBe(running)
    expect(lines.filter((line) => line.startsWith('undo'))).toEqual([])
  })

  it('goes on taking back when one undo fails, and names what is left', async () => {
    const { lines, executor } = story({ 'do /c': refused, 'undo /b': new Error('no'), 'undo /a': refused })

    const failure = await failureOf(plan, executor)

    expect(lines.slice(-6)).toEqual([
      ...['undo /c', 'undo /b', 'handler.bug /b', 'undo /b2', 'undo /a', 'repository.refused /a'],
    ])
    expect(failure.code).toBe('rollback.incomplete')
    expect(failure.detail).toEqual({
      failure: refused.message,
      left: 'remove /b; remove /a',
      commands: 'sudo rm -f /b; ',
    })
  })

  it('names what is left even where nobody can tell how to put it right by hand', async () => {
    const { executor } = story({ 'do /b': refused, 'undo /b': new Error('no') })
    const silent = { ...executor, byHand: () => Promise.reject(new Error('the database is broken')) }

    const failure = await failureOf(plan, silent)

    expect(failure.detail).toMatchObject({ left: 'remove /b', commands: '' })
  })

  it('keeps the first failure as the cause of an incomplete rollback', async () => {
    const { executor } = story({ 'do /a': refused, 'undo /a': new Error('no') })

    const failure = await failureOf(plan, executor)

    expect(failure.cause).toBe(refused)
    expect(failure.message).toContain(refused.message)
  })

  it('turns an error that is none of ours into a bug that keeps it as its cause', async () => {
    const broken = new TypeError('x is not a function')
    const { lines, executor } = story({ 'do /a': broken })

    const failure = await failureOf(plan, executor)

    expect(failure.code).toBe('handler.bug')
    expect(failure.cause).toBe(broken)
    expect(lines).toContain('handler.bug /a')
  })
})

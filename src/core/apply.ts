import { describeStep, type Plan, type PlannedStep, type Step } from './plan.ts'
import { asFailure, HandlerFailure } from './failure.ts'

/** Who does the steps: the engine only knows their order and how to take them back. */
export interface Executor {
  /** Told the whole plan before anything of it is done. */
  announce(plan: Plan): void
  perform(step: Step): Promise<void>
  /** Like perform, while taking back: gets what is left of the budget. */
  takeBack(step: Step): Promise<void>
  report(step: Step, failure?: HandlerFailure): void
  /** What a person types to do an undo that failed; undefined where the next command does it. */
  byHand(step: Step): Promise<string | undefined>
}

/**
 * Does a plan, then asks `verify`. When either fails, everything done so far is taken back in reverse order,
 * the failed step's own undo included, because it may have half happened. A transaction that still runs is
 * never interfered with: then nothing is taken back. Throws the first failure, or `rollback.incomplete`.
 */
export async function apply(plan: Plan, executor: Executor, verify: () => Promise<void>): Promise<void> {
  const begun: PlannedStep[] = []
  executor.announce(plan)
  try {
    for (const planned of plan.steps) {
      begun.push(planned)
      await performOne(executor, planned.step)
    }
    await verify()
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'transaction.running') throw failure
    await takeBack(begun, executor, failure)
    throw failure
  }
}

async function performOne(executor: Executor, step: Step): Promise<void> {
  try {
    await executor.perform(step)
    executor.report(step)
  } catch (error) {
    const failure = asFailure(error)
    executor.report(step, failure)
    throw failure
  }
}

async function takeBack(begun: readonly PlannedStep[], executor: Executor, failure: HandlerFailure): Promise<void> {
  const left: Step[] = []
  for (const { undo } of begun.toReversed())
    for (const step of undo) {
      try {
        await executor.takeBack(step)
      } catch (error) {
        executor.report(step, asFailure(error))
        left.push(step)
      }
    }
  if (left.length === 0) return
  const detail = {
    failure: failure.message,
    left: left.map((step) => describeStep(step)).join('; '),
    commands: await commandsFor(left, executor),
  }
  throw new HandlerFailure('rollback.incomplete', detail, { cause: failure })
}

/** What was not taken back may be needed by what comes before it: the commands stand in the order of taking back. */
async function commandsFor(left: readonly Step[], executor: Executor): Promise<string> {
  const commands: string[] = []
  for (const step of left) {
    const command = await executor.byHand(step).catch(() => undefined)
    if (command !== undefined) commands.push(`${command}; `)
  }
  return commands.join('')
}

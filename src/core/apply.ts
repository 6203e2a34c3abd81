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
  const left: string[] = []
  for (const { undo } of begun.toReversed())
    for (const step of undo) {
      try {
        await executor.takeBack(step)
      } catch (error) {
        left.push(`${describeStep(step)} (${asFailure(error).message})`)
      }
    }
  if (left.length === 0) return
  throw new HandlerFailure(
    'rollback.incomplete',
    { failure: failure.message, left: left.join('; ') },
    { cause: failure },
  )
}

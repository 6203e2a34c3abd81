import type { Executor } from './apply.ts'
import { asFailure, type HandlerFailure } from './failure.ts'
import type { Plan, Step } from './plan.ts'

type Kind = Step['kind']

/**
 * Which steps are left undone when one before them was not done. A login that stays keeps what it was installed with
 * and where its updates come from; an entry never stands there without its keyring, nor without the trust in it.
 */
const needs: Readonly<Partial<Record<Kind, readonly Kind[]>>> = {
  'remove-packages': ['settle-sessions', 'remove-packages'],
  'remove-dependencies': ['settle-sessions', 'remove-packages'],
  'remove-file': ['settle-sessions', 'remove-packages', 'remove-file'],
  'distrust-keys': ['settle-sessions', 'remove-packages', 'remove-file'],
}

/**
 * Does a plan that is never taken back: a step that fails stops those that need it and no other. Answers the first
 * failure. A transaction that still runs is never interfered with: then `transaction.running` is thrown at once.
 */
export async function carryOn(plan: Plan, executor: Executor): Promise<HandlerFailure | undefined> {
  const undone = new Set<Kind>()
  let first: HandlerFailure | undefined
  executor.announce(plan)
  for (const { step } of plan.steps) {
    if (needs[step.kind]?.some((kind) => undone.has(kind)) === true) {
      undone.add(step.kind)
      continue
    }
    const failure = await failureOf(executor, step)
    executor.report(step, failure)
    if (failure === undefined) continue
    if (failure.code === 'transaction.running') throw failure
    undone.add(step.kind)
    first ??= failure
  }
  return first
}

async function failureOf(executor: Executor, step: Step): Promise<HandlerFailure | undefined> {
  try {
    await executor.perform(step)
    return undefined
  } catch (error) {
    return asFailure(error)
  }
}

import { apply, type Executor } from '../core/apply.ts'
import { asFailure, describeFailure } from '../core/failure.ts'
import type { Plan, Step } from '../core/plan.ts'
import type { Context } from './context.ts'

/** Steps that only make the machine know a repository. */
const ofRepository: readonly Step['kind'][] = [
  ...(['install-key', 'trust-keys', 'write-file', 'remove-file', 'install-prerequisites', 'refresh-packages'] as const),
]

/** Whether a plan changes no package of ours: it only puts the entry of the repository back. */
export function isMending({ steps }: Plan): boolean {
  return steps.length > 0 && steps.every(({ step }) => ofRepository.includes(step.kind))
}

/**
 * Puts the entry of the repository back as far as that goes. A login that works does not fail for it: without the
 * entry it goes on to work, and only updates of the packages do not come.
 */
export async function mend({ notes }: Pick<Context, 'notes'>, plan: Plan, executor: Executor): Promise<void> {
  try {
    await apply(plan, executor, () => Promise.resolve())
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'transaction.running' || failure.code === 'rollback.incomplete') throw failure
    const { cause } = describeFailure(failure.code, failure.detail)
    const message = `The repository could not be made known again, so updates of the packages do not come: ${cause}`
    notes.push({ name: 'repository', verdict: 'warning', message })
  }
}

import { startBudget } from '../core/budget.ts'
import { operationBudgets } from '../core/limits.ts'
import type { PlannedName } from '../core/verb.ts'
import type { Context } from '../operations/context.ts'
import { readProfiles } from '../operations/profiles.ts'
import type { Desk } from './desk.ts'
import type { Place } from './place.ts'

/** What an operation would be given; the verbs do of it only what looks. Nobody's time limit counts for a person. */
export function contextFor(desk: Desk, place: Place, operation: PlannedName): Context {
  const { host, invocation, version } = desk
  const { environment, sequence } = place
  return {
    host,
    version,
    environment,
    sequence,
    invocation: { ...invocation, operation },
    profiles: (ids) => readProfiles(host, invocation.packageRoot, ids),
    budget: startBudget(host.clock, operationBudgets[operation].budgetMs),
    notes: [],
  }
}

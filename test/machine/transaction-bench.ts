import { startBudget } from '../../src/core/budget.ts'
import { layout } from '../../src/machine/layout.ts'
import { runTransaction, settleTransaction, type TransactionRequest } from '../../src/machine/transaction.ts'
import type { World } from '../world.ts'

/** What the tests run. */
export const request: TransactionRequest = {
  title: 'install login',
  argv: ['apt-get', 'install', 'login'],
  environment: { DEBIAN_FRONTEND: 'noninteractive' },
  files: {},
}

/** Runs the transaction of the tests with this much time. */
export function run(
  world: World,
  budgetMs = 300_000,
  part: Partial<TransactionRequest> = {},
): ReturnType<typeof runTransaction> {
  const host = world.host()
  return runTransaction(host, { ...request, ...part }, startBudget(host.clock, budgetMs))
}

/** Settles what is there with this much time. */
export function settle(world: World, budgetMs = 300_000): ReturnType<typeof settleTransaction> {
  const host = world.host()
  return settleTransaction(host, startBudget(host.clock, budgetMs))
}

/** What is left of the transaction's folder. */
export function leftovers(world: World): string[] {
  return [...world.entries.keys(), ...world.directories].filter((path) => path.startsWith(layout.transaction))
}

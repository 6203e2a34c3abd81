import { remaining } from '../core/budget.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Source } from '../core/plan.ts'
import { speak, type Grammar, type Holes } from './grammar.ts'
import { findLockHolder } from './lock-holder.ts'
import { proxyWay } from './package-proxy.ts'
import type { PackageManager } from './package-run.ts'
import { scopeArguments, type Scope } from './source-scope.ts'
import { runTransaction, type TransactionResult } from './transaction.ts'

/** A phrase of the table with the values of those holes that are its own. */
export interface Spoken {
  readonly phrase: readonly string[]
  readonly holes: Holes
}

export interface Attempt {
  /** What a person calls it, e.g. "install aadsshlogin". */
  readonly title: string
  /** Whole, or to be filled in. */
  readonly argv: readonly string[] | Spoken
  readonly source?: Source
  readonly scope: Scope
}

/** Runs the package manager once, when nobody else is at work; what comes of it is for the caller to judge. */
export async function attempt(manager: PackageManager, { title, ...what }: Attempt): Promise<TransactionResult> {
  await waitForLocks(manager)
  const { host, budget, grammar } = manager
  const way = await proxyWay(manager)
  const argv = argumentsOf(grammar, what, way.arguments)
  const environment = { ...environmentOf(grammar, limits.packageLocks.graceSeconds), ...way.environment }
  return runTransaction(host, { title, argv, environment, files: way.files }, budget)
}

/** The environment of a row; the manager waits this long for a lock where it can be told so. */
export function environmentOf({ environment }: Grammar, lockSeconds: number): Record<string, string> {
  const holes = { lockSeconds: String(lockSeconds) }
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]): [string, string] => [name, speak([value], holes).join('')]),
  )
}

function argumentsOf(
  grammar: Grammar,
  { argv, source, scope }: Omit<Attempt, 'title'>,
  proxy: readonly string[],
): readonly string[] {
  if (!('phrase' in argv)) return argv
  return speak(argv.phrase, {
    lockSeconds: String(limits.packageLocks.graceSeconds),
    proxy,
    scope: scopeArguments(grammar, scope, source),
    ...(source !== undefined && { sourceFile: source.file, id: source.id }),
    ...argv.holes,
  })
}

/** Waits until nobody works on the packages; throws `packages.locked` with the holder's name. */
async function waitForLocks(manager: PackageManager): Promise<void> {
  const { host, grammar, budget } = manager
  const since = host.clock.monotonic()
  for (;;) {
    const holder = await findLockHolder(host, grammar)
    if (holder === undefined) return
    const seconds = Math.round((host.clock.monotonic() - since) / 1000)
    if (seconds === 0) host.log.write('info', `waiting for ${holder}`)
    if (remaining(host.clock, budget) < limits.transaction.neededMs)
      throw new HandlerFailure('packages.locked', { holder, seconds })
    await host.clock.sleep(limits.packageLocks.pollMs)
  }
}

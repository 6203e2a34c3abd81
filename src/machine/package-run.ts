import type { Host } from '../host.ts'
import { remaining, type Budget } from '../core/budget.ts'
import { limits } from '../core/limits.ts'
import { backoff } from '../core/retry.ts'
import { isCure, judge } from './classify.ts'
import type { Grammar, Verdict } from './grammar.ts'
import { attempt, type Spoken } from './package-attempt.ts'
import { applyCure } from './package-cure.ts'
import { failureOf, type FailedWork } from './package-failure.ts'
import type { Scope } from './source-scope.ts'
import type { TransactionResult } from './transaction.ts'

/** One package manager at work for one command. */
export interface PackageManager {
  readonly host: Host
  readonly grammar: Grammar
  readonly budget: Budget
  /** Address of a proxy, with its password where it has one. */
  readonly proxy?: string
  /** Hosts that are reached without it, as the variable no_proxy lists them. */
  readonly noProxy?: string
  /** What a person calls this system, for messages. */
  readonly system: {
    readonly displayName: string
    readonly architecture: string
    /** `newer`: the table does not know this version. */
    readonly status?: string
  }
  /** Tells the customer of something that is no failure. */
  readonly tell?: (message: string, about: 'older-version' | 'removal') => void
}

/** A run of the package manager: what it is for, what it says, and how to see that it is done. */
export interface Work extends FailedWork {
  readonly argv: readonly string[] | Spoken
  readonly done: (result: TransactionResult) => boolean | Promise<boolean>
  /** Which sources it begins with; the own one where nothing is said. */
  readonly scope?: Scope['kind']
  /** Called before a run that may install more than the one before it could. */
  readonly widened?: (scope: readonly string[]) => Promise<void>
}

/** Runs it, waits for locks, tries again what is worth it. Throws the failure that its end means. */
export async function transact(manager: PackageManager, work: Work): Promise<void> {
  const { host, grammar } = manager
  const cured = new Set<Verdict>()
  let scope: Scope = { kind: work.scope ?? 'own', without: [] }
  let throttled = 0
  for (let count = 1; ; count++) {
    const since = host.clock.monotonic()
    const result = await attempt(manager, { ...work, scope })
    if (await work.done(result)) return
    const verdict = judge(grammar, result.output, work.source, { cured, scope: scope.kind })
    host.log.write('warn', `could not ${work.title}`, { attempt: count, verdict, exitCode: result.exitCode })
    if (isCure(verdict)) {
      const before = scope
      const { source, widened } = work
      scope = await applyCure(manager, { cure: verdict, source, widened, scope, output: result.output })
      // Each source is left out once; any other cure helps the first time or never.
      if (verdict !== 'avoid' || scope === before) cured.add(verdict)
      continue
    }
    // A mirror that says so is there, and the next one who asks may be heard: that ends with our time only.
    if (verdict === 'throttled') throttled += 1
    const isEnough = !isHopeful(verdict) || count - throttled >= limits.transaction.attempts
    const pause = backoff(count, host.random, verdict === 'throttled' ? limits.throttled : limits.retry)
    const tookMs = host.clock.monotonic() - since
    if (isEnough || pause > roomFor(manager, tookMs))
      throw await failureOf(manager, { ...work, leftOut: scope.without }, result.output, verdict)
    await host.clock.sleep(pause)
  }
}

function isHopeful(verdict: Verdict): boolean {
  return verdict === 'locked' || verdict === 'transient' || verdict === 'throttled'
}

/** Milliseconds left beside another try: some managers try again by themselves for minutes, and will do so again. */
function roomFor({ host, budget }: PackageManager, tookMs: number): number {
  return remaining(host.clock, budget) - Math.max(limits.transaction.neededMs, tookMs)
}

import type { Host } from '../host.ts'
import { remaining, type Budget } from '../core/budget.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { backoff } from '../core/retry.ts'
import { blamedIn, isCure, judge } from './classify.ts'
import { speak, type Cure, type Grammar, type Holes, type Verdict } from './grammar.ts'
import { findLockHolder } from './lock-holder.ts'
import { failureOf, type FailedWork } from './package-failure.ts'
import { proxyArguments, proxyEnvironment, proxyFiles } from './package-proxy.ts'
import { scopeArguments, type Scope } from './source-scope.ts'
import { runTransaction, type TransactionResult } from './transaction.ts'

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
  readonly system: { readonly displayName: string; readonly architecture: string }
  /** Tells the customer of something that is no failure. */
  readonly tell?: (message: string) => void
}

/** A run of the package manager: what it is for, what it says, and how to see that it is done. */
export interface Work extends FailedWork {
  /** Whole, or a phrase of the table with the values of its own holes. */
  readonly argv: readonly string[] | Spoken
  readonly done: (result: TransactionResult) => boolean | Promise<boolean>
  /** Which sources it begins with; the own one where nothing is said. */
  readonly scope?: Scope['kind']
  /** Called before a run that may install more than the one before it could. */
  readonly widened?: (scope: readonly string[]) => Promise<void>
}

export interface Spoken {
  readonly phrase: readonly string[]
  readonly holes: Holes
}

/** Runs it, waits for locks, tries again what is worth it. Throws the failure that its end means. */
export async function transact(manager: PackageManager, work: Work): Promise<void> {
  const { host, grammar, budget } = manager
  const cured = new Set<Verdict>()
  let scope: Scope = { kind: work.scope ?? 'own', without: [] }
  for (let attempt = 1; ; attempt++) {
    const since = host.clock.monotonic()
    const result = await attemptOnce(manager, work.title, argumentsOf(manager, work, scope))
    if (await work.done(result)) return
    const verdict = judge(grammar, result.output, work.source, { cured, scope: scope.kind })
    host.log.write('warn', `could not ${work.title}`, { attempt, verdict, exitCode: result.exitCode })
    if (isCure(verdict)) {
      const before = scope
      scope = await cure(manager, { verdict, work, scope, output: result.output })
      // Each source is left out once; any other cure helps the first time or never.
      if (verdict !== 'avoid' || scope === before) cured.add(verdict)
      continue
    }
    const pause = backoff(attempt, host.random, limits.retry)
    // Some managers try again by themselves for minutes: where that did not help, another try takes as long.
    const needed = Math.max(limits.transaction.neededMs, host.clock.monotonic() - since)
    const room = remaining(host.clock, budget) - needed
    const hopeful = verdict === 'locked' || verdict === 'transient'
    if (!hopeful || attempt >= limits.transaction.attempts || pause > room)
      throw await failureOf(manager, work, result.output, verdict)
    await host.clock.sleep(pause)
  }
}

/** Runs it once, when nobody else is at work; what comes of it is for the caller to judge. */
async function attemptOnce(
  manager: PackageManager,
  title: string,
  argv: readonly string[],
): Promise<TransactionResult> {
  await waitForLocks(manager)
  const { host, budget, grammar } = manager
  const lock = { lockSeconds: String(limits.packageLocks.graceSeconds) }
  const environment = Object.fromEntries(
    Object.entries(grammar.environment).map(([name, value]) => [name, speak([value], lock).join('')]),
  )
  const files = await proxyFiles(manager)
  return runTransaction(
    host,
    { title, argv, environment: { ...environment, ...proxyEnvironment(manager) }, files },
    budget,
  )
}

function argumentsOf(manager: PackageManager, { argv, source }: Work, scope: Scope): readonly string[] {
  if (!('phrase' in argv)) return argv
  return speak(argv.phrase, {
    lockSeconds: String(limits.packageLocks.graceSeconds),
    proxy: proxyArguments(manager),
    scope: scopeArguments(manager.grammar, scope, source),
    ...(source !== undefined && { sourceFile: source.file, id: source.id }),
    ...argv.holes,
  })
}

interface Ailment {
  readonly verdict: Cure
  readonly work: Work
  readonly scope: Scope
  readonly output: string
}

/** Does what there is to do about it; answers the sources of the next run. */
async function cure(manager: PackageManager, { verdict, work, scope, output }: Ailment): Promise<Scope> {
  const { grammar } = manager
  const run = async (title: string, phrase: readonly string[], where: Scope): Promise<void> => {
    if (phrase.length === 0) return
    await attemptOnce(manager, title, argumentsOf(manager, { ...work, argv: { phrase, holes: {} } }, where))
  }
  switch (verdict) {
    case 'repair':
      await run('finish the interrupted package configuration', grammar.repair, scope)
      return scope
    case 'refresh':
      await run('read the package list again', work.source === undefined ? [] : grammar.refresh, scope)
      return scope
    case 'widen': {
      // Dependencies come from the distribution; a third-party source that is broken there must not matter.
      const all: Scope = { ...scope, kind: 'all' }
      await run('read all package lists', grammar.widen, all)
      await work.widened?.(scopeArguments(grammar, all, work.source))
      return all
    }
    case 'avoid': {
      const broken = blamedIn(grammar, output).find((id) => id !== work.source?.id && !scope.without.includes(id))
      return broken === undefined ? scope : { ...scope, without: [...scope.without, broken] }
    }
  }
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

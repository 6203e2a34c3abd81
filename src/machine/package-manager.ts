import type { Host } from '../host.ts'
import type { Source, WantedPackage } from '../core/plan.ts'
import { remaining, type Budget } from '../core/budget.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { backoff } from '../core/retry.ts'
import { findReason, judge, wasRead } from './classify.ts'
import { speak, type Grammar, type Verdict } from './grammar.ts'
import { findLockHolder } from './lock-holder.ts'
import { failureOf, type FailedWork } from './package-failure.ts'
import { queryPackages } from './package-query.ts'
import { runTransaction, transactionFile, type TransactionResult } from './transaction.ts'

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
}

/** Reads the package list of one source only. Throws `repository.*` when it cannot be read. */
export async function refresh(manager: PackageManager, source: Source): Promise<void> {
  await transact(manager, {
    title: `read the package list of ${source.url}`,
    argv: speak(manager.grammar.refresh, { ...holes(manager), sourceFile: source.file }),
    source,
    done: ({ exitCode, output }) => wasRead(exitCode, output, source.url),
  })
}

/** Installs packages, judged by what is installed afterwards. */
export async function install(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
): Promise<void> {
  const { grammar, host } = manager
  const before = await queryPackages(host, grammar, names(packages))
  const words = packageWords(grammar, packages)
  await transact(manager, {
    title: `install ${words.join(' ')}`,
    argv: speak(grammar.install, { ...holes(manager), packages: words }),
    source,
    wanted: names(packages),
    done: async ({ exitCode }) => {
      const after = await queryPackages(host, grammar, names(packages))
      return packages.every(({ name, version }) => {
        const found = after[name]
        if (found?.status !== 'installed') return false
        if (version !== undefined) return found.version === version
        // A manager that fails over somebody else's package may have done ours; an untouched old version is no success.
        return exitCode === 0 || before[name]?.status !== 'installed' || before[name].version !== found.version
      })
    },
  })
}

/** Packages as arguments of install, with their version where one is wanted. */
export function packageWords(grammar: Grammar, packages: readonly WantedPackage[]): string[] {
  return packages.map(({ name, version }) =>
    version === undefined ? name : speak([grammar.versioned], { name, version }).join(''),
  )
}

/** Removes packages (with their configuration when `purge`), judged by what is gone afterwards. */
export async function removePackages(
  manager: PackageManager,
  gone: readonly string[],
  how: 'remove' | 'purge',
): Promise<void> {
  await transact(manager, {
    title: `${how} ${gone.join(' ')}`,
    argv: speak(manager.grammar[how], { ...holes(manager), names: gone }),
    done: async () => {
      const states = await queryPackages(manager.host, manager.grammar, gone)
      return gone.every((name) => states[name]?.status === 'absent' && !(how === 'purge' && states[name].residual))
    },
  })
}

/**
 * Finishes what an interrupted transaction left half done, as far as that goes: a package that refuses, ours or
 * another, stops nothing, because whoever comes next looks at the state of the packages that matter.
 */
export async function repair(manager: PackageManager): Promise<void> {
  const { host, grammar } = manager
  await transact(manager, {
    title: 'finish the interrupted package configuration',
    argv: [...grammar.repair],
    done: ({ exitCode, output }) => {
      if (exitCode === 0) return true
      const refused = ['repair', 'packages.transaction-failed'].includes(judge(grammar, output))
      if (refused)
        host.log.write('warn', 'not every package could be configured', { reason: findReason(grammar, output) })
      return refused
    },
  })
}

/** A run of the package manager: what it is for, and how to see that it is done. */
export interface Work extends FailedWork {
  readonly argv: readonly string[]
  readonly done: (result: TransactionResult) => boolean | Promise<boolean>
}

/** Runs it, waits for locks, tries again what is worth it. Throws the failure that its end means. */
export async function transact(manager: PackageManager, work: Work): Promise<void> {
  const { host, grammar, budget } = manager
  const cured = new Set<Verdict>()
  for (let attempt = 1; ; attempt++) {
    const result = await attemptOnce(manager, work.title, work.argv)
    if (await work.done(result)) return
    const verdict = judge(grammar, result.output, work.source?.url, cured)
    host.log.write('warn', `could not ${work.title}`, { attempt, verdict, exitCode: result.exitCode })
    if (isCurable(verdict)) {
      cured.add(verdict)
      await cure(manager, verdict)
      continue
    }
    const pause = backoff(attempt, host.random, limits.retry)
    const room = remaining(host.clock, budget) - limits.transaction.neededMs
    const hopeful = verdict === 'locked' || verdict === 'transient'
    if (!hopeful || attempt >= limits.transaction.attempts || pause > room)
      throw await failureOf(manager, work, result.output, verdict)
    await host.clock.sleep(pause)
  }
}

async function attemptOnce(
  manager: PackageManager,
  title: string,
  argv: readonly string[],
): Promise<TransactionResult> {
  await waitForLocks(manager)
  const { host, budget } = manager
  const files = proxyFiles(manager)
  return runTransaction(host, { title, argv, environment: environment(manager), files }, budget)
}

type Curable = 'repair' | 'refresh-all'

function isCurable(verdict: Verdict): verdict is Curable {
  return verdict === 'repair' || verdict === 'refresh-all'
}

async function cure(manager: PackageManager, verdict: Curable): Promise<void> {
  if (verdict === 'repair') {
    await repair(manager)
    return
  }
  // Dependencies come from the distribution; a third-party source that is broken there must not matter.
  await attemptOnce(manager, 'read all package lists', speak(manager.grammar.refreshAll, holes(manager)))
}

/** Waits until nobody works on the packages; throws `packages.locked` with the holder's name. */
async function waitForLocks(manager: PackageManager): Promise<void> {
  const { host, grammar, budget } = manager
  const since = host.clock.monotonic()
  for (;;) {
    const holder = await findLockHolder(host, grammar.lockFiles)
    if (holder === undefined) return
    const seconds = Math.round((host.clock.monotonic() - since) / 1000)
    if (seconds === 0) host.log.write('info', `waiting for ${holder}`)
    if (remaining(host.clock, budget) < limits.transaction.neededMs)
      throw new HandlerFailure('packages.locked', { holder, seconds })
    await host.clock.sleep(limits.packageLocks.pollMs)
  }
}

function holes(manager: PackageManager): Record<string, string | string[]> {
  const { grammar, proxy } = manager
  const file = transactionFile(grammar.proxy.file)
  return {
    lockSeconds: String(limits.packageLocks.graceSeconds),
    proxy: proxy === undefined ? [] : speak(grammar.proxy.arguments, { file }),
  }
}

function environment({ grammar, noProxy }: PackageManager): Record<string, string> {
  return { ...grammar.environment, ...(noProxy !== undefined && { no_proxy: noProxy }) }
}

function proxyFiles(manager: PackageManager): Record<string, string> {
  const { grammar, proxy } = manager
  if (proxy === undefined) return {}
  return { [grammar.proxy.file]: `${speak(grammar.proxy.lines, { proxy }).join('\n')}\n` }
}

function names(packages: readonly WantedPackage[]): string[] {
  return packages.map((wanted) => wanted.name)
}

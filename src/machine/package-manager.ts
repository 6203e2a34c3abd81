import type { PackageState } from '../core/facts.ts'
import type { Source } from '../core/plan.ts'
import { findReason, judge, wasRead } from './classify.ts'
import { queryPackages } from './package-query.ts'
import { transact, type PackageManager } from './package-run.ts'

export { install } from './newest-installable.ts'
export { installTools, packageWords } from './package-install.ts'
export { damagedFiles } from './package-repair.ts'
export { transact, type PackageManager, type Work } from './package-run.ts'

/** Reads the package list of one source only. Throws `repository.*` when it cannot be read. */
export async function refresh(manager: PackageManager, source: Source): Promise<void> {
  const { grammar } = manager
  await transact(manager, {
    title: `read the package list of ${source.url}`,
    argv: { phrase: grammar.refresh, holes: {} },
    source,
    done: (result) => wasRead(grammar, result, source),
  })
}

/**
 * Removes packages (with their configuration when `purge`), judged by what is gone afterwards. One that refuses to go
 * before another one goes with the next run, when that one has gone.
 */
export async function removePackages(
  manager: PackageManager,
  gone: readonly string[],
  how: 'remove' | 'purge',
): Promise<void> {
  await removeWith(manager, manager.grammar[how], gone, how)
}

/** As `removePackages`, with these words. */
export async function removeWith(
  manager: PackageManager,
  phrase: readonly string[],
  gone: readonly string[],
  how: 'remove' | 'purge',
): Promise<void> {
  // rpm removes nothing when one of several is not there.
  let left = await leftOf(manager, gone, how)
  while (left.length > 0) {
    const names = left
    await transact(manager, {
      title: `${how} ${names.join(' ')}`,
      argv: { phrase, holes: { names } },
      done: async () => {
        left = await leftOf(manager, gone, how)
        return left.length < names.length
      },
    })
  }
}

/** Which of these packages are still there, or, when they are purged, their configuration. */
export async function leftOf(
  { host, grammar }: Pick<PackageManager, 'host' | 'grammar'>,
  names: readonly string[],
  how: 'remove' | 'purge',
): Promise<string[]> {
  const states = await queryPackages(host, grammar, names)
  return names.filter((name) => isLeft(states[name], how))
}

function isLeft(state: PackageState | undefined, how: 'remove' | 'purge'): boolean {
  return state !== undefined && (state.status !== 'absent' || (how === 'purge' && state.residual))
}

/**
 * Finishes what an interrupted transaction left half done, as far as that goes: a package that refuses, ours or
 * another, stops nothing, because whoever comes next looks at the state of the packages that matter.
 */
export async function repair(manager: PackageManager): Promise<void> {
  const { host, grammar } = manager
  if (grammar.repair.length === 0) return
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

import type { Host, RunResult } from '../host.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { speak, type Grammar } from './grammar.ts'
import { environmentOf } from './package-attempt.ts'
import { askPackages } from './package-question.ts'

/**
 * Whether removing these packages would remove nothing else; the package manager is asked, nothing is changed. Throws
 * `packages.database` when it does not answer: what came along would stay, and nobody would know of it any more.
 */
export async function removesOnly(host: Host, grammar: Grammar, names: readonly string[]): Promise<boolean> {
  const argv = speak(grammar.simulateRemove, { names })
  const result = await simulate(host, grammar, argv)
  if (result.exitCode === undefined)
    throw new HandlerFailure('packages.database', { detail: `${argv.join(' ')}: ${result.problem ?? 'no answer'}` })
  if (result.exitCode !== 0) return false
  const others = namesIn(result, grammar.simulatedRemoval).filter((name) => !names.includes(name))
  if (others.length > 0) host.log.write('info', 'kept, because other packages need it', { names, others })
  return others.length === 0
}

/**
 * What an installation of these would install, them included, when these arguments say which sources count; nothing
 * is changed and no network asked. Empty when it cannot be told.
 */
export async function wouldInstall(
  host: Host,
  grammar: Grammar,
  packages: readonly string[],
  scope: readonly string[] = [],
): Promise<string[]> {
  const argv = speak(grammar.simulateInstall, { packages, scope })
  return namesIn(await simulate(host, grammar, argv), grammar.simulatedInstall)
}

function simulate(host: Host, grammar: Grammar, argv: readonly string[]): Promise<RunResult> {
  return askPackages(host, argv, { timeoutMs: limits.simulation.timeoutMs, env: environmentOf(grammar, 0) })
}

function namesIn({ stdout }: RunResult, pattern: string | undefined): string[] {
  if (pattern === undefined) return []
  return [...stdout.matchAll(new RegExp(pattern, 'gm'))].map((match) => match[1] ?? '')
}

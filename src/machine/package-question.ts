import { limits } from '../core/limits.ts'
import type { Host, RunResult } from '../host.ts'

/**
 * Asks a package manager, or the tool of its database, what changes nothing. At its limit there is no answer; it is
 * left to end by itself, because whoever kills one may leave a lock or a torn database behind.
 */
export function askPackages(
  { processes }: Pick<Host, 'processes'>,
  argv: readonly string[],
  { timeoutMs = limits.query.timeoutMs, env = {} }: { timeoutMs?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<RunResult> {
  return processes.run(argv, { timeoutMs, env, spare: true })
}

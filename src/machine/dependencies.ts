import type { Host } from '../host.ts'
import { limits } from '../core/limits.ts'
import { speak, type Grammar } from './grammar.ts'

/** Whether removing these packages would remove nothing else; the package manager is asked, nothing is changed. */
export async function removesOnly(host: Host, grammar: Grammar, names: readonly string[]): Promise<boolean> {
  const argv = speak(grammar.simulateRemove, { names })
  const result = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs, env: grammar.environment })
  if (result.exitCode !== 0) return false
  const removed = [...result.stdout.matchAll(new RegExp(grammar.simulatedRemoval, 'gm'))].map((match) => match[1] ?? '')
  const others = removed.filter((name) => !names.includes(name))
  if (others.length > 0) host.log.write('info', 'kept, because other packages need it', { names, others })
  return others.length === 0
}

import { limits } from '../core/limits.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { refusalOf } from './effective-sshd.ts'

/** What a shell says when it cannot start a program, and the dynamic loader when a library does not fit. */
const notStarted = [126, 127]

/** What keeps the command that sshd calls for an Entra user from running; nothing when it runs. */
export async function missingCommand(host: Host, { wiring }: Pick<Target, 'wiring'>): Promise<string[]> {
  const path = wiring.authorizedKeysCommand
  const end = await host.files.resolve(path)
  const stat = end === undefined ? undefined : await host.files.stat(end)
  if (stat === undefined) return [`${path} does not exist`]
  if ((stat.mode & 0o111) === 0) return [`${path} is not executable`]
  // A shell runs an empty file and is content; sshd is not.
  if (stat.size === 0) return [`${path} is empty`]
  return brokenCommand(host, path)
}

/** Started without a user it has nothing to answer and ends at once, with whatever code; one that hangs has started. */
async function brokenCommand(host: Host, path: string): Promise<string[]> {
  const result = await host.processes.run([path], { timeoutMs: limits.query.timeoutMs })
  const { exitCode, problem } = result
  const runs = exitCode === undefined ? problem === 'timed out' : !notStarted.includes(exitCode)
  return runs ? [] : [`${path} cannot be run (${refusalOf(result)})`]
}

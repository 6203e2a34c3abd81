import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandRun } from './bench.ts'
import { keptOutput } from './contract.ts'
import { hostPath, type ExecResult, type Machine } from './machine.ts'
import { groupMembers, holdersOf, residentsOf } from './process-table.ts'

/** Returns every rule about exit codes, output and processes that a finished command broke. */
export async function runViolations(
  machine: Machine,
  base: string,
  run: CommandRun,
  result: ExecResult,
): Promise<string[]> {
  const found: string[] = []
  if (run.timedOut) found.push(`killed at its limit after ${run.milliseconds} ms`)
  else if (isReserved(run.exitCode)) found.push(`ended with ${run.exitCode}: 126 to 165, 255 and signals say nothing`)
  for (const stream of ['stdout', 'stderr'] as const) {
    const bytes = Buffer.byteLength(run[stream])
    if (bytes > keptOutput) found.push(`${bytes} bytes on ${stream}: the agent reads the first ${keptOutput}`)
  }
  const alive: [string, () => string[]][] = [
    ['left in its process group', () => groupMembers(result.group)],
    ['holding its output open', () => holdersOf([result.stdoutFile, result.stderrFile])],
    [
      'running in the folder of the handler',
      () => (existsSync(hostPath(machine, base)) ? residentsOf(machine, base) : []),
    ],
  ]
  for (const [what, list] of alive) {
    const names = await lasting(list)
    if (names.length > 0) found.push(`${what}: ${names.join(', ')}`)
  }
  return found
}

function isReserved(code: number): boolean {
  return code < 0 || code === 255 || (code >= 126 && code <= 165)
}

/** A process may just be ending, which takes a crowded machine a while. */
const endingMs = 3000

/** Returns what `list` still gives when that time has passed. */
async function lasting(list: () => string[]): Promise<string[]> {
  const end = performance.now() + endingMs
  while (list().length > 0 && performance.now() < end) await sleep(50)
  return list()
}

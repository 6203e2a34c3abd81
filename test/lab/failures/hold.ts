import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { expect } from 'vitest'
import type { Bench } from './bench.ts'

/** Where lock.pl says that it has its locks. */
export const lockSign = '/run/manager-lock'

const [reached, held] = ['/etc/standin/reached', '/etc/standin/hold']

/** From now on the script that runs when the package's files are there stands still until `release`. */
export async function hold(bench: Bench): Promise<void> {
  const script = `: > ${reached}; while [ -e ${held} ]; do sleep 0.1; done\n`
  await bench.vm.guest.write(held, '')
  await bench.vm.guest.write(`/etc/standin/${bench.traits.scripts.after}`, script)
}

/** Resolves when it stands still. */
export async function isHeld(bench: Bench): Promise<void> {
  await expect.poll(() => existsSync(join(bench.vm.guest.root, reached)), { interval: 20 }).toBe(true)
}

/** It goes on to its end, and nothing of it stays. */
export async function release(bench: Bench): Promise<void> {
  await bench.vm.guest.must(['rm', '-rf', '/etc/standin'])
}

/** Starts a program of the machine beside the handler, in a session of its own; its number there. */
export async function startBeside(bench: Bench, argv: readonly string[]): Promise<string> {
  const script = ['setsid', 'sh', '-c', 'echo $$; exec "$@" >/dev/null 2>&1', 'sh', ...argv]
  const { stdout } = bench.vm.guest.spawn(script, { stdio: ['ignore', 'pipe', 'ignore'] })
  if (!stdout) throw new Error('nothing to read from')
  const [line] = (await once(stdout, 'data')) as [Buffer]
  return String(line).trim()
}

/** Ends such a program, and what it has started, as somebody who has lost patience does. */
export async function killBeside(bench: Bench, pid: string): Promise<void> {
  await bench.vm.guest.must(['sh', '-c', `kill -9 -${pid} && while kill -0 -${pid} 2>/dev/null; do sleep 0.05; done`])
}

/** Resolves when the handler's log, from a point on, holds the text. */
export async function logSays(bench: Bench, from: number, text: RegExp): Promise<void> {
  await expect.poll(async () => (await bench.log()).slice(from)).toMatch(text)
}

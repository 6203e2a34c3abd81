import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { descendants } from './process-tree.ts'
import type { Vm } from '../lab/vm.ts'

const reached = '/etc/standin/reached'
const held = '/etc/standin/hold'

/** From now on the package's postinst stands still in the middle until `release`. */
export async function hold(vm: Vm): Promise<void> {
  await vm.guest.write(held, '')
  await vm.standIn('postinst', `: > ${reached}; while [ -e ${held} ]; do sleep 0.1; done`)
}

/** Resolves when the postinst of the package stands still. */
export async function isHeld(vm: Vm): Promise<void> {
  await expect.poll(() => existsSync(join(vm.guest.root, reached)), { interval: 20 }).toBe(true)
}

/** The postinst goes on to its end, and nothing of the fault stays. */
export async function release(vm: Vm): Promise<void> {
  await vm.standIn('postinst', undefined)
}

/** The numbers, inside the machine, of the processes with one of these names. */
export async function running(vm: Vm, ...names: readonly string[]): Promise<string[]> {
  const { stdout } = await vm.guest.run(['pgrep', '-x', names.join('|')])
  return stdout.split('\n').filter((line) => line !== '')
}

/** Resolves when a line of the handler's log holds the text. */
export async function logSays(vm: Vm, text: string): Promise<void> {
  await expect.poll(() => vm.log()).toContain(text)
}

/** SIGKILL to a process group, as the agent does at its limit. */
export function killGroup(group: number): void {
  process.kill(-group, 'SIGKILL')
}

/** SIGKILL to a process and everything below it, starters first: none is left to end by what became of its child. */
export function killTree(pid: number): void {
  const below = descendants(pid).map((process) => process.pid)
  for (const each of [pid, ...below]) killIfThere(each)
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // A question of the handler may have ended since the list was made.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

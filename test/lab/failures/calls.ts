import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileSpec } from '../machine/tar.ts'
import type { Vm } from '../vm.ts'

const log = '/run/manager-calls'

/** A run of a package manager. */
export interface ManagerCall {
  pid: string
  /** Name and arguments. */
  command: string
  /** `exit N` or `signal N`; undefined while it runs, or when it was killed with all that watched it. */
  end: string | undefined
}

/** Files of a machine that write down every run of these programs. */
export function recorders(programs: readonly string[]): Record<string, FileSpec> {
  const content = readFileSync(join(import.meta.dirname, 'recorder.pl'), 'utf8')
  // Where a program is looked for first, by the handler as by a person.
  return Object.fromEntries(programs.map((name) => [`/usr/sbin/${name}`, { content, mode: 0o755 }]))
}

/** Where `recorders` write. */
export const recorderLog = log

/** Every run so far, oldest first. */
export function managerCalls(vm: Vm): ManagerCall[] {
  const path = join(vm.guest.root, log)
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const calls: ManagerCall[] = []
  for (const line of lines) {
    const [, what, pid = '', rest = ''] = /^(start|end) (\d+) (.*)$/.exec(line) ?? []
    if (what === 'start') calls.push({ pid, command: rest, end: undefined })
    const open = calls.find((call) => call.pid === pid && call.end === undefined)
    if (what === 'end' && open) open.end = rest
  }
  return calls
}

/** Those that did not end by themselves, in a line each. */
export function unfinished(calls: readonly ManagerCall[]): string[] {
  return calls.flatMap(({ command, end }) => (end?.startsWith('exit') ? [] : [`${command}: ${end ?? 'no end'}`]))
}

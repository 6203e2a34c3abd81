import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { layout, type Bench } from './bench.ts'
import { hostPath } from './machine.ts'

/** The agent's own record of a version. */
export type HandlerState = 'NotInstalled' | 'Installed' | 'Enabled' | 'FailedUpgrade'

const states: readonly string[] = ['NotInstalled', 'Installed', 'Enabled', 'FailedUpgrade'] satisfies HandlerState[]

/** Returns the state of a version; NotInstalled when nothing is recorded. */
export function readState(bench: Bench, version: string): HandlerState {
  const file = hostPath(bench.machine, layout(bench, version).state)
  const word = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
  return states.includes(word) ? (word as HandlerState) : 'NotInstalled'
}

/** Records the state of a version. */
export function writeState(bench: Bench, version: string, state: HandlerState): void {
  write(hostPath(bench.machine, layout(bench, version).state), state)
}

/** What the agent reports of the handler itself. */
export interface HandlerStatus {
  readonly status: 'Ready' | 'NotReady'
  readonly code: number
  readonly message: string
}

/** Returns the recorded handler status; undefined when there is none, and then nothing at all is reported. */
export function readHandlerStatus(bench: Bench, version: string): HandlerStatus | undefined {
  const file = hostPath(bench.machine, layout(bench, version).handlerStatus)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HandlerStatus) : undefined
}

/** Records the handler status of a version. */
export function writeHandlerStatus(bench: Bench, version: string, status: HandlerStatus): void {
  write(hostPath(bench.machine, layout(bench, version).handlerStatus), JSON.stringify(status))
}

/** Returns the versions of the handler that have a folder, lowest first. */
export function versionsOnDisk(bench: Bench): string[] {
  const prefix = `${bench.handler}-`
  return readdirSync(hostPath(bench.machine, bench.folders.lib), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
    .map((entry) => entry.name.slice(prefix.length))
    .sort(compareVersions)
}

/** Returns the highest version that is installed or enabled. */
export function installedVersion(bench: Bench): string | undefined {
  return versionsOnDisk(bench).findLast((version) => ['Installed', 'Enabled'].includes(readState(bench, version)))
}

/** Compares versions number by number; negative when `one` is the lower. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one.split('.').map(Number), other.split('.').map(Number)]
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function write(file: string, text: string): void {
  mkdirSync(dirname(dirname(file)), { recursive: true, mode: 0o755 })
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, text)
}

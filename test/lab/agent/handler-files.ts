import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Operation } from './contract.ts'
import type { Layout } from './layout.ts'
import { hostPath, type Machine } from './machine.ts'

/** What was in the agent's own files and in the status folder before a command, by path. */
export type Snapshot = ReadonlyMap<string, string>

/** Returns the state of every file that a command must not touch, and of the status files, which only enable writes. */
export function takeSnapshot(machine: Machine, layout: Layout): Snapshot {
  const paths = [...privatePaths(machine, layout), ...listed(machine, layout.status)]
  return new Map(paths.map((path) => [path, fingerprint(hostPath(machine, path))]))
}

/** Returns every rule about files that the command broke, given the snapshot from before it. */
export function fileViolations(machine: Machine, layout: Layout, operation: Operation, before: Snapshot): string[] {
  const changed = [...new Set([...before.keys(), ...takeSnapshot(machine, layout).keys()])].filter(
    (path) => (before.get(path) ?? 'absent') !== fingerprint(hostPath(machine, path)),
  )
  const found = changed.flatMap((path) => {
    if (!path.startsWith(`${layout.status}/`)) return [`changed ${basename(path)}, which is the agent's`]
    return operation === 'enable' ? [] : statusViolation(machine, path)
  })
  for (const path of listed(machine, layout.status)) {
    if (!/^\d+\.status$/.test(basename(path))) found.push(`left ${basename(path)} in the status folder`)
  }
  for (const path of listed(machine, layout.log)) {
    const shared = path === layout.commandLog || path === layout.events
    if (!shared && readableByOthers(hostPath(machine, path)))
      found.push(`the log ${basename(path)} is readable by every user`)
  }
  for (const path of listed(machine, layout.events)) {
    if (!/^\d+\.json$/.test(basename(path))) found.push(`left ${basename(path)} in the events folder`)
  }
  return found
}

/** A status of `success` written for the new number by an old version would be shown beside its failure. */
function statusViolation(machine: Machine, path: string): string[] {
  const file = hostPath(machine, path)
  if (!existsSync(file) || isError(readFileSync(file, 'utf8'))) return []
  return [`wrote ${basename(path)} with something else than an error`]
}

function isError(text: string): boolean {
  try {
    return (JSON.parse(text) as { status: { status: unknown } }[])[0]?.status.status === 'error'
  } catch {
    return false
  }
}

function privatePaths(machine: Machine, layout: Layout): string[] {
  const { manifest, environment, heartbeat, base, commandLog } = layout
  return [manifest, environment, heartbeat, `${base}/package_validated`, commandLog, ...listed(machine, layout.config)]
}

function listed(machine: Machine, folder: string): string[] {
  const here = hostPath(machine, folder)
  return existsSync(here) ? readdirSync(here).map((name) => join(folder, name)) : []
}

function fingerprint(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 'absent'
  if (!stat.isFile()) return `mode ${stat.mode}`
  return `${stat.mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
}

function readableByOthers(path: string): boolean {
  const stat = lstatSync(path)
  return stat.isFile() && (stat.mode & 0o004) !== 0
}

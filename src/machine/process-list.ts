import type { Host } from '../host.ts'
import { together } from '../core/together.ts'

/** A process as proc(5) tells it. */
export interface Process {
  readonly pid: number
  readonly parent: number
  /** Real, effective and saved: with any of them a user is at work. */
  readonly uids: readonly number[]
  /** `pts/0`, `tty1`; '' without one. */
  readonly terminal: string
}

/**
 * Every process of this machine that runs, without those of containers: their users are not ours, even where the
 * numbers are the same. One that ends while it is looked at is left out.
 */
export async function listProcesses(host: Pick<Host, 'files'>): Promise<Process[]> {
  const pids = ((await host.files.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name))
  const found = await together(pids.map((pid) => readProcess(host, pid)))
  return found.flatMap((process) => process ?? []).sort((left, right) => left.pid - right.pid)
}

/** The number of this process; 0 where /proc does not say. */
export async function ownPid({ files }: Pick<Host, 'files'>): Promise<number> {
  return Number(fieldOf((await files.readText('/proc/self/status')) ?? '', 'Pid'))
}

async function readProcess({ files }: Pick<Host, 'files'>, pid: string): Promise<Process | undefined> {
  const status = await files.readText(`/proc/${pid}/status`).catch(() => undefined)
  if (status === undefined || isOver(status) || isContained(status)) return undefined
  const stat = (await files.readText(`/proc/${pid}/stat`).catch(() => undefined)) ?? ''
  return {
    pid: Number(pid),
    parent: Number(fieldOf(status, 'PPid')),
    uids: fieldOf(status, 'Uid').split(/\s+/).slice(0, 3).map(Number),
    terminal: terminalOf(stat),
  }
}

function fieldOf(status: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? ''
}

/** A zombie runs no more; its parent has only not looked yet. */
function isOver(status: string): boolean {
  return /^[ZX]/.test(fieldOf(status, 'State'))
}

/** It has a number of its own in a namespace below ours (the field is there since Linux 4.1). */
function isContained(status: string): boolean {
  return fieldOf(status, 'NSpid').split(/\s+/).length > 1
}

/** Field 7 of proc(5) is the device of the terminal; the name in field 2 may hold anything but ends with the last ")". */
function terminalOf(stat: string): string {
  const device = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4] ?? 0)
  const [major, minor] = [(device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00)]
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`
  return ''
}

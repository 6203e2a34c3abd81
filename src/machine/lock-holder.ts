import type { Host } from '../host.ts'
import type { Grammar } from './grammar/row.ts'

/**
 * Who is at work on the packages, as `apt-get (process 1234)`; undefined when nobody is. The kernel is asked
 * (/proc/locks, proc(5)) and the files in which managers leave their number, never the complaint of the manager parsed.
 */
export async function findLockHolder(
  host: Host,
  { lockFiles, pidFiles }: Pick<Grammar, 'lockFiles' | 'pidFiles'>,
): Promise<string | undefined> {
  return (await findKernelLock(host, lockFiles)) ?? (await findLivingProcess(host, pidFiles))
}

async function findKernelLock(host: Host, files: readonly string[]): Promise<string | undefined> {
  const inodes = new Set<number>()
  for (const file of files) {
    const stat = await host.files.stat(file)
    if (stat !== undefined) inodes.add(stat.inode)
  }
  const locks = (await host.files.readText('/proc/locks')) ?? ''
  for (const line of locks.split('\n')) {
    // 1: POSIX  ADVISORY  WRITE 1234 fd:00:131072 0 EOF; a line with "->" only waits.
    const match = /^\d+: (?:POSIX|FLOCK|OFDLCK)\s+\S+\s+WRITE\s+(-?\d+)\s+\w+:\w+:(\d+)\s/.exec(line)
    if (match === null || !inodes.has(Number(match[2]))) continue
    return describeProcess(host, match[1] ?? '')
  }
  return undefined
}

/** A file without a number, or with that of a process that is gone, is stale: its manager passes over it too. */
async function findLivingProcess(host: Host, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const pid = /^\s*([1-9]\d*)/.exec((await host.files.readText(file)) ?? '')?.[1]
    if (pid === undefined) continue
    const status = await host.files.readText(`/proc/${pid}/status`)
    if (status !== undefined && !/^State:\s+[ZX]/m.test(status)) return describeProcess(host, pid)
  }
  return undefined
}

/** A process as a person would look for it: its name and number. The kernel has none for locks of open files (-1). */
export async function describeProcess(host: Host, pid: string): Promise<string> {
  if (!/^[1-9]/.test(pid)) return 'an unknown process'
  const name = (await host.files.readText(`/proc/${pid}/comm`))?.trim()
  return name === undefined || name === '' ? `process ${pid}` : `${name} (process ${pid})`
}

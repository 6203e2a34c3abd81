import type { Host } from '../host.ts'

/**
 * Who holds a kernel lock on one of these files, as `apt-get (process 1234)`; undefined when nobody does.
 * The kernel is asked (/proc/locks, proc(5)), never the complaint of the package manager parsed.
 */
export async function findLockHolder(host: Host, files: readonly string[]): Promise<string | undefined> {
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

/** A process as a person would look for it: its name and number. The kernel has none for locks of open files (-1). */
export async function describeProcess(host: Host, pid: string): Promise<string> {
  if (!/^[1-9]/.test(pid)) return 'an unknown process'
  const name = (await host.files.readText(`/proc/${pid}/comm`))?.trim()
  return name === undefined || name === '' ? `process ${pid}` : `${name} (process ${pid})`
}

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hostPath, type Machine } from './machine.ts'

/** Returns the processes that belong to `group` and still run, as `pid name`. */
export function groupMembers(group: number): string[] {
  return processes().flatMap((pid) => {
    const found = readStat(pid)
    return found?.group === group && found.state !== 'Z' && found.state !== 'X' ? [`${pid} ${found.name}`] : []
  })
}

/** Returns the processes that hold one of `files` open, as `pid name`. */
export function holdersOf(files: readonly string[]): string[] {
  return processes().flatMap((pid) => {
    const open = openFiles(pid).some((target) => files.includes(target.replace(/ \(deleted\)$/, '')))
    return open ? [`${pid} ${readStat(pid)?.name ?? ''}`] : []
  })
}

/** Returns the processes of the machine whose program or working folder lies in `folder`, as `pid name`. */
export function residentsOf(machine: Machine, folder: string): string[] {
  const here = hostPath(machine, folder)
  return processes().flatMap((pid) => {
    const links = [link(`/proc/${pid}/exe`), link(`/proc/${pid}/cwd`)]
    const inside = links.some((target) => target.startsWith(`${folder}/`) || target === folder)
    if (!inside || !sameFile(`/proc/${pid}/root${folder}`, here)) return []
    return [`${pid} ${readStat(pid)?.name ?? ''}`]
  })
}

function processes(): number[] {
  const own = process.pid
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== own)
}

function readStat(pid: number): { name: string; state: string; group: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const close = text.lastIndexOf(')')
    const [state = '', , group = ''] = text.slice(close + 2).split(' ')
    return { name: text.slice(text.indexOf('(') + 1, close), state, group: Number(group) }
  } catch {
    return undefined
  }
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => link(join(`/proc/${pid}/fd`, fd)))
  } catch {
    return []
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** Another machine may have a folder of the same name: device and inode decide. */
function sameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)]
    return a.dev === b.dev && a.ino === b.ino
  } catch {
    return false
  }
}

import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc shows it to the host. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly state: string
  readonly name: string
}

/** Every process below one, children before their own children; a process that has a new parent is not among them. */
export function descendants(pid: number): Process[] {
  return below(pid, readdirSync('/proc').flatMap(readProcess))
}

function below(pid: number, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === pid)
  return [...children, ...children.flatMap((child) => below(child.pid, all))]
}

function readProcess(name: string): Process[] {
  if (!/^\d+$/.test(name)) return []
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    const close = stat.lastIndexOf(')')
    const [state = '', parent = ''] = stat.slice(close + 2).split(' ')
    return [{ pid: Number(name), parent: Number(parent), state, name: stat.slice(stat.indexOf('(') + 1, close) }]
  } catch {
    // Ended since the folder was read.
    return []
  }
}

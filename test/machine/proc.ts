import type { World } from '../world.ts'

/** A process as a test sees it. */
export interface ProcessSpec {
  readonly pid: number
  readonly uid: number
  readonly parent?: number
  /** Minor number of a pseudo terminal. */
  readonly pts?: number
  readonly state?: string
  /** Its number in a container. */
  readonly inner?: number
}

/** Puts a process into /proc. */
export function startProcess(world: World, { pid, uid, parent = 1, pts, state = 'S', inner }: ProcessSpec): void {
  const numbers = inner === undefined ? String(pid) : `${pid}\t${inner}`
  const status = [
    'Name:\tbash',
    `State:\t${state} (x)`,
    `Pid:\t${pid}`,
    `PPid:\t${parent}`,
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `NSpid:\t${numbers}`,
  ]
  const terminal = pts === undefined ? 0 : (136 << 8) | pts
  world
    .file(`/proc/${pid}/status`, `${status.join('\n')}\n`)
    .file(`/proc/${pid}/stat`, `${pid} (a ) b) S ${parent} 1 1 ${terminal} 0\n`)
}

/** Takes it away again. */
export function endProcess(world: World, pid: number): void {
  for (const name of ['status', 'stat']) world.entries.delete(`/proc/${pid}/${name}`)
  world.directories.delete(`/proc/${pid}`)
}

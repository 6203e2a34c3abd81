import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecOptions, ExecResult, Machine } from './machine.ts'

/** A command with its folder and its whole environment, and where its output goes. */
export interface Start {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly stdio: ['ignore', number, number]
}

/**
 * Returns a machine. `root` is where its `/` lies for this process; `start` starts a command in it, as leader of a new
 * session: a process of this machine unless given.
 */
export function processMachine(
  options: { readonly root?: string; readonly start?: (command: Start) => ChildProcess } = {},
): Machine {
  const { root = '', start = startHere } = options
  return { root, exec: (argv, wish) => run(argv, { root, ...wish }, start) }
}

function startHere({ argv, cwd, env, stdio }: Start): ChildProcess {
  const [command = '', ...args] = argv
  return spawn(command, args, { cwd, env, stdio, detached: true })
}

async function run(
  argv: readonly string[],
  { root, cwd, env, timeoutMs, onStart }: ExecOptions & { readonly root: string },
  start: (command: Start) => ChildProcess,
): Promise<ExecResult> {
  const outputFolder = mkdtempSync(join(tmpdir(), 'lab-output-'))
  const stdoutFile = join(outputFolder, 'stdout')
  const stderrFile = join(outputFolder, 'stderr')
  const [out, err] = [openSync(stdoutFile, 'w'), openSync(stderrFile, 'w')]
  const child = start({ argv, cwd, env, stdio: ['ignore', out, err] })
  for (const file of [out, err]) closeSync(file)
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const group = child.pid
  if (group === undefined) throw (await ended.catch((error: unknown) => error)) as Error
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = killGroup(group)
  }, timeoutMs)
  onStart?.(group)
  const [code, signal] = await ended
  clearTimeout(timer)
  // Node makes folders below a root that has gone for ever and ever.
  if (root !== '' && !existsSync(root)) {
    rmSync(outputFolder, { recursive: true })
    throw new Error('the machine went down')
  }
  return { code, signal, timedOut, stdoutFile, stderrFile, outputFolder, group }
}

/** False when the group has just ended by itself. */
function killGroup(group: number): boolean {
  try {
    return process.kill(-group, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

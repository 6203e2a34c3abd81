import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { withheld } from './boot.ts'

export interface RunOptions {
  /** Added to PATH, HOME and LANG, which is all a command gets otherwise; `undefined` takes one of them away. */
  env?: Readonly<Record<string, string | undefined>>
  /** Then SIGKILL to the command's process group. */
  timeoutMs?: number
  input?: string | Buffer
  /** Folder of the guest; `/` unless told. */
  cwd?: string
}

export interface RunResult {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** Milliseconds from start until all output was read. */
  ms: number
}

export interface Entrance {
  pid: number
  /** Path of the host where a process enters the guest's control group; only where systemd runs. */
  cgroupProcs: string | undefined
}

const defaults = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
}

// A process that stayed in the runner's group could not be moved into one of the guest's scopes.
const join = 'echo $$ > "$1" && shift && exec "$@"'

/** Starts a program of the guest, in a process group of its own. */
export function enter(
  guest: Entrance,
  argv: readonly string[],
  options: Pick<RunOptions, 'env' | 'cwd'> & Pick<SpawnOptions, 'stdio'> = {},
): ChildProcess {
  const environment: Record<string, string | undefined> = { ...defaults, ...options.env }
  const assignments = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  )
  const spaces = ['-m', '-p', '-n', '-u', '-i', ...(guest.cgroupProcs ? ['-C'] : []), '-r', '-w']
  const inside = ['env', '-i', '-C', options.cwd ?? '/', ...assignments, ...argv]
  const command = ['setpriv', `--bounding-set=${withheld}`, `--inh-caps=${withheld}`]
  command.push('nsenter', '-t', String(guest.pid), ...spaces, '--', ...inside)
  const [program, ...args] = guest.cgroupProcs ? ['sh', '-c', join, 'sh', guest.cgroupProcs, ...command] : command
  return spawn(program!, args, { stdio: options.stdio ?? 'pipe', detached: true })
}

/** Runs a program of the guest to its end. Never throws for what the program does. */
export function runIn(guest: Entrance, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const start = performance.now()
  const child = enter(guest, argv, {
    ...options,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const out = collect(child.stdout)
  const err = collect(child.stderr)
  // A program may end without having read its input.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input)
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(killGroup, options.timeoutMs, child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, stdout: out(), stderr: err(), ms: performance.now() - start })
    })
  })
}

/** SIGKILL to the process group of a program started by `enter`: what the guest agent does at its limit. */
export function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

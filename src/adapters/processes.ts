import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { HandlerFailure } from '../core/failure.ts'
import { programFolders } from '../core/program-folders.ts'
import type { Processes, RunOptions, RunResult } from '../host.ts'
import { lockFile } from './lock.ts'

/** What every program gets; nothing of our own environment leaks in. LC_ALL=C exists everywhere and keeps messages stable. */
export const baseEnvironment: Readonly<Record<string, string>> = {
  PATH: programFolders.join(':'),
  HOME: '/root',
  LC_ALL: 'C',
}

const maxOutputBytes = 16 * 1024 * 1024
const graceMs = 500

type Execa = (typeof import('execa'))['execa']

/** The machine's programs. */
export function systemProcesses(): Processes {
  return { run, detach, lock: (path, waitMs) => lockFile(path, waitMs, baseEnvironment) }
}

async function run(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const { execa } = await import('execa')
  const child = withUsualUmask(() => start(execa, argv, options))
  const end = { timedOut: false }
  const closePipes = (): void => {
    child.stdout.destroy()
    child.stderr.destroy()
  }
  const spared = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => {
    end.timedOut = true
    if (options.spare === true) {
      spared.resolve(undefined)
      return
    }
    child.kill('SIGKILL')
    closePipes()
  }, options.timeoutMs)
  // What the program left in the background may hold its pipes open for ever. setImmediate: what they still hold is read first.
  child.nodeChildProcess.once('exit', () => setTimeout(() => setImmediate(closePipes), graceMs).unref())
  const result = await Promise.race([child, spared.promise])
  clearTimeout(timer)
  if (result === undefined) return { exitCode: undefined, stdout: '', stderr: '', problem: 'timed out' }
  const { stdout, stderr } = result
  const problem = problemOf(result, end.timedOut)
  if (problem !== undefined) return { exitCode: undefined, stdout, stderr, problem }
  return { exitCode: result.exitCode, stdout, stderr }
}

function start(execa: Execa, [program = '', ...rest]: readonly string[], { env, input, spare = false }: RunOptions) {
  return execa(program, rest, {
    env: { ...baseEnvironment, ...env },
    extendEnv: false,
    cwd: '/',
    reject: false,
    stripFinalNewline: false,
    cleanup: false,
    // In a session of its own the agent's SIGKILL to our process group does not reach it.
    detached: spare,
    maxBuffer: maxOutputBytes,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  })
}

/** What a program of the system writes for all users (pam-auth-update: debconf's cache) must not be for root alone. */
function withUsualUmask<T>(work: () => T): T {
  const own = process.umask(0o022)
  try {
    return work()
  } finally {
    process.umask(own)
  }
}

interface Ending {
  readonly exitCode?: number | undefined
  readonly signal?: string | undefined
  readonly code?: string | undefined
  readonly isMaxBuffer: boolean
}

/** Why there is no exit code to rely on, or undefined when there is one. */
function problemOf(ending: Ending, timedOut: boolean): string | undefined {
  if (timedOut) return 'timed out'
  if (ending.isMaxBuffer) return 'too much output'
  return ending.exitCode === undefined ? (ending.signal ?? ending.code ?? 'not started') : undefined
}

/**
 * Starts a program twice removed from us: `setsid` is made a group leader, so it forks (util-linux) and its child, in a
 * session of its own, belongs to init when we go on. Resolves when that has happened.
 */
async function detach(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const launcher = spawn('setsid', ['--', ...argv], {
    env: { ...baseEnvironment, ...env },
    cwd: '/',
    stdio: 'ignore',
    detached: true,
  })
  const [code] = (await once(launcher, 'exit').catch((error: unknown) => {
    throw new HandlerFailure('dependency.missing-tool', { tool: 'setsid (util-linux)' }, { cause: error })
  })) as [number | null]
  if (code !== 0) throw new Error(`setsid ended with ${String(code)} instead of starting ${argv[0] ?? 'nothing'}`)
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecOptions, ExecResult, Machine } from './machine.ts'

/** A command as it has to be started from here so that it runs in the machine. */
export interface Started {
  readonly argv: readonly string[]
  readonly cwd: string | undefined
  readonly env: Readonly<Record<string, string>>
}

/**
 * Returns a machine whose commands are processes of this one. `root` is where its `/` lies; `enter` turns a command of
 * the machine into the one to start here, for instance by `nsenter` (which stays in the same process group).
 */
export function processMachine(
  options: { readonly root?: string; readonly enter?: (command: Started) => Started } = {},
): Machine {
  const { root = '', enter = (command: Started) => command } = options
  return { root, exec: (argv, wish) => run(enter({ argv, cwd: wish.cwd, env: wish.env }), wish) }
}

async function run({ argv, cwd, env }: Started, { timeoutMs, onStart }: ExecOptions): Promise<ExecResult> {
  const outputFolder = mkdtempSync(join(tmpdir(), 'lab-output-'))
  const stdoutFile = join(outputFolder, 'stdout')
  const stderrFile = join(outputFolder, 'stderr')
  const files = [stdoutFile, stderrFile].map((file) => openSync(file, 'w'))
  const [command = '', ...args] = argv
  // detached makes it leader of a new session, and so of a process group.
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', ...files] })
  for (const file of files) closeSync(file)
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const group = child.pid
  if (group === undefined) throw (await ended.catch((error: unknown) => error)) as Error
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    process.kill(-group, 'SIGKILL')
  }, timeoutMs)
  onStart?.(group)
  const [code, signal] = await ended
  clearTimeout(timer)
  return { code, signal, timedOut, stdoutFile, stderrFile, outputFolder, group }
}

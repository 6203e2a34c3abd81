import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Machine as AgentMachine } from '../lab/agent/machine.ts'
import { processMachine } from '../lab/agent/process-machine.ts'
import type { Machine } from '../lab/machine/machine.ts'
import { descendants } from './process-tree.ts'

/** A call of the kernel, as strace writes it: the process number, then name, arguments and result. */
export interface Call {
  readonly name: string
  readonly text: string
}

/** Watches with strace every command that an agent runs, and everything those start. */
export class Tracer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'trace-'))
  readonly #options: readonly string[]
  readonly #watching: Promise<unknown>[] = []
  #on = false

  /** `options` of strace say which calls are written down. */
  constructor(...options: readonly string[]) {
    this.#options = options
  }

  /** A guest whose commands are watched while the tracer is on. */
  machine(guest: Machine): AgentMachine {
    return processMachine({
      root: guest.root,
      start: ({ argv, cwd, env, stdio }) => {
        // A command that is to be watched stops before its first step, until strace is there.
        const gated = this.#on ? ['sh', '-c', 'kill -STOP $$; exec "$@"', 'sh', ...argv] : argv
        const child = guest.spawn(gated, { cwd, env: { HOME: undefined, ...env }, stdio })
        if (this.#on) this.#watching.push(this.#watch(child))
        return child
      },
    })
  }

  /** The calls of all commands that `work` makes an agent run. */
  async watch(work: () => Promise<unknown>): Promise<Call[]> {
    this.#on = true
    await work()
    this.#on = false
    await Promise.all(this.#watching.splice(0))
    return readFileSync(this.#file(), 'utf8').split('\n').flatMap(readCall)
  }

  /** Removes what was written. */
  close(): void {
    rmSync(this.#folder, { recursive: true })
  }

  #file(): string {
    return join(this.#folder, 'calls')
  }

  async #watch(child: ChildProcess): Promise<void> {
    const pid = await stoppedBelow(child)
    const output = [
      '--follow-forks',
      '--quiet=attach,exit,personality',
      '--output',
      this.#file(),
      '--output-append-mode',
    ]
    const strace = spawn('strace', [...output, ...this.#options, '--attach', String(pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = once(strace, 'exit')
    await isTraced(pid, strace)
    process.kill(pid, 'SIGCONT')
    // nsenter stops with its child.
    process.kill(child.pid ?? 0, 'SIGCONT')
    await ended
  }
}

async function stoppedBelow(child: ChildProcess): Promise<number> {
  for (;;) {
    const [found] = descendants(child.pid ?? 0)
    if (found?.state === 'T') return found.pid
    if (child.exitCode !== null) throw new Error('the command ended before it could be watched')
    await sleep(5)
  }
}

async function isTraced(pid: number, strace: ChildProcess): Promise<void> {
  let complaint = ''
  strace.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  while (/^TracerPid:\t0$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) {
    if (strace.exitCode !== null) throw new Error(`strace ended: ${complaint}`)
    await sleep(5)
  }
}

/** `123 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`; the second half of a call that was interrupted has no name. */
function readCall(line: string): Call[] {
  const match = /^\d+ +((\w+)\(.*)$/.exec(line)
  return match === null ? [] : [{ name: match[2] ?? '', text: match[1] ?? '' }]
}

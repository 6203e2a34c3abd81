import { join } from 'node:path'

/** How a command ended. The output files belong to the caller, who removes `outputFolder`. */
export interface ExecResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly stdoutFile: string
  readonly stderrFile: string
  readonly outputFolder: string
  /** The process group the command was leader of, as this process sees it. */
  readonly group: number
}

export interface ExecOptions {
  readonly cwd: string
  /** The whole environment; nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>
  /** At this limit the process group is killed with SIGKILL. */
  readonly timeoutMs: number
  /** Told the process group as soon as it runs, for tests that kill it. */
  readonly onStart?: (group: number) => void
}

/** A machine that an agent works on: a throw-away root, a guest in namespaces, or this very machine. */
export interface Machine {
  /** Where the machine's `/` lies for this process; empty when it is the same. */
  readonly root: string
  /** Runs a command in a session and process group of its own, stdin empty, output to regular files. */
  readonly exec: (argv: readonly string[], options: ExecOptions) => Promise<ExecResult>
}

/** Returns where an absolute path of the machine lies for this process. */
export function hostPath(machine: Machine, path: string): string {
  return join('/', machine.root, path)
}

import type { AgentOutcome } from '../agent/strict-agent.ts'

/** What was told of the commands of one goal state. */
export interface Told {
  /** e.g. `install 64`; `install -9` for one that was killed. */
  readonly runs: readonly string[]
  readonly end: 'good' | 'failed' | 'killed'
  /** The stable code of the failure; '' without one. */
  readonly code: string
  /** All that somebody could read: stderr, and what the portal shows. */
  readonly words: string
  /** The extension's status; undefined where the agent has none to show. */
  readonly shown: string | null | undefined
  readonly violations: readonly string[]
}

/** What was told, by the agent's outcome and what the handler added to its log. */
export function tell({ runs, handler, extension, violations }: AgentOutcome, log: string): Told {
  const bad = runs.filter(({ exitCode }) => exitCode !== 0)
  const codes = [...log.matchAll(/^ +error: HandlerFailure: ([a-z-]+\.[a-z-]+|usage): /gm)].map(([, code]) => code)
  const killed = bad.some(({ exitCode }) => exitCode === -9)
  const substatuses = extension?.substatuses ?? []
  return {
    runs: runs.map(({ operation, exitCode }) => `${operation} ${exitCode}`),
    end: bad.length === 0 ? 'good' : killed ? 'killed' : 'failed',
    code: bad.length > 0 && !killed ? (codes.at(-1) ?? '') : '',
    words: [...bad.map(({ stderr }) => stderr), extension?.message, ...substatuses.map(({ message }) => message)].join(
      '\n',
    ),
    shown: handler?.status === 'Ready' ? extension?.status : handler?.status,
    violations,
  }
}

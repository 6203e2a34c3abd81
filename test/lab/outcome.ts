import type { AgentOutcome } from './agent/strict-agent.ts'

/** An outcome in short, for comparison: what ran and how, what the portal would show, which rules were broken. */
export interface Story {
  readonly runs: readonly string[]
  readonly handler: string | undefined
  readonly extension: string | undefined
  /** The first line of the extension's message. */
  readonly said: string
  /** Name and state of each substatus. */
  readonly substatuses: readonly string[]
  readonly violations: readonly string[]
}

/** The story of an outcome. */
export function story({ runs, handler, extension, violations, agentHeard }: AgentOutcome): Story {
  return {
    runs: runs.map(({ operation, version, exitCode }) => `${operation} ${version}: ${exitCode}`),
    handler: handler && `${handler.status} ${handler.code}`,
    extension: extension && `${extension.status} ${extension.code}`,
    said: (extension?.message ?? '').split('\n')[0] ?? '',
    substatuses: (extension?.substatuses ?? []).map(({ name, status }) => `${name} ${status}`),
    violations: agentHeard ? violations : [...violations, 'the status of the whole VM is lost'],
  }
}

/** The commands of an outcome, e.g. `install 1.0.0: 0`. */
export function runsOf({ runs }: AgentOutcome): string[] {
  return runs.map(({ operation, version, exitCode }) => `${operation} ${version}: ${exitCode}`)
}

/** What the agent keeps of a failed command's words: they are all that a customer sees of install. */
export function keptWords({ handler }: AgentOutcome): string {
  return handler?.message.replace(/^[^]*\[stderr\]\n/, '').trimEnd() ?? ''
}

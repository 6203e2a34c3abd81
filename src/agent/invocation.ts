import type { OperationName } from '../core/limits.ts'

/** How the agent (or a person) started us: read once at the door, nothing else looks at the process. */
export interface Invocation {
  readonly operation: OperationName
  readonly cwd: string
  /** The folder the package was unpacked into, from the place of the program itself. */
  readonly packageRoot: string
  /** Run by a person or a program of theirs, not by the guest agent: nothing of an agent's environment counts. */
  readonly standalone?: boolean
  /** The environment as the agent gave it, before it was cleaned. */
  readonly env: Readonly<Record<string, string>>
}

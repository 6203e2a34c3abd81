import type { HandlerFailure } from './failure.ts'
import type { Finding } from './finding.ts'
import type { OperationName } from './limits.ts'

/** One line of the story of an operation: a check, a step or a verification. Becomes a substatus. */
export interface Note {
  /** Short, without "/": shown as ComponentStatus/<name>. */
  readonly name: string
  readonly verdict: 'passed' | 'warning' | 'failed'
  readonly message: string
}

/** The note of a command that failed half way and was not undone: what is still to do. */
export const leftNote = 'left'

/** How one operation ended. Everything that is told to anybody is made from this. */
export interface Outcome {
  readonly operation: OperationName
  readonly summary: string
  readonly notes: readonly Note[]
  readonly failure?: HandlerFailure
}

/** Findings as notes, blocking ones as failed; the text of a blocking one comes from `describe`. */
export function notesOf(
  findings: readonly Finding[],
  describe: (finding: Extract<Finding, { verdict: 'blocked' }>) => string,
): Note[] {
  return findings.map((finding) =>
    finding.verdict === 'blocked'
      ? { name: finding.check, verdict: 'failed', message: describe(finding) }
      : { name: finding.check, verdict: finding.verdict, message: finding.message },
  )
}

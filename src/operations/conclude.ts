import { describeFailure, HandlerFailure } from '../core/failure.ts'
import { firstBlocking, type Finding } from '../core/finding.ts'
import { notesOf } from '../core/outcome.ts'
import type { Context } from './context.ts'

/** Notes all findings, then throws the first that blocks. */
export function conclude({ notes }: Pick<Context, 'notes'>, findings: readonly Finding[]): void {
  notes.push(...notesOf(findings, ({ code, detail }) => describeFailure(code, detail).cause))
  const blocking = firstBlocking(findings)
  if (blocking !== undefined) throw new HandlerFailure(blocking.code, blocking.detail)
}

import type { Terminal } from './desk.ts'
import type { PlanDocument } from './documents.ts'

/** The plan for a person: numbered steps, and below each what takes it back. */
export function planText(document: PlanDocument, { paint, columns, paragraph, width }: Terminal): string {
  const { operation, system, steps } = document
  const title = paragraph(paint('title', `${operation} on ${system}: a plan, nothing is changed.`), width)
  if (steps.length === 0) return `${title}\n\n  Nothing is to be done.`
  const rows = steps.flatMap(({ does, undo }, index) => {
    const row = [`  ${index + 1}`, does]
    if (undo.length === 0) return [row]
    const back = `if the command fails: ${undo.map((step) => step.does).join('; ')}`
    return [row, ['', paint('faint', back)]]
  })
  return `${title}\n\n${columns(rows, width)}`
}

import { failures, type FailureRow } from '../core/failures.ts'
import { HandlerFailure } from '../core/failure.ts'
import type { Terminal } from './desk.ts'
import type { ExplainDocument } from './documents.ts'

type Explained = ExplainDocument['failures'][number]

/** The failures that a person names by exit code or by name; all without a name. Throws `usage` for what there is not. */
export function explain(asked: string | undefined, handlerVersion: string): ExplainDocument {
  const all = Object.entries<FailureRow>(failures)
    .map(([code, row]) => ({ ...row, code }))
    .toSorted((a, b) => a.exit - b.exit)
  const wanted = asked?.trim().toLowerCase()
  const found = all.filter(({ exit, code }) => wanted === undefined || code === wanted || String(exit) === wanted)
  if (asked !== undefined && found.length === 0 && wanted !== '0') {
    const known = [...new Set(all.map(({ exit }) => exit))].join(', ')
    throw new HandlerFailure('usage', { problem: `there is no failure "${asked}"; exit codes: 0, ${known}` })
  }
  return { schema: 1, handlerVersion, verb: 'explain', asked: asked ?? null, failures: found }
}

/** The same for a person: a table of all, a page for some. */
export function explainText({ asked, failures: found }: ExplainDocument, terminal: Terminal): string {
  if (asked === null) return tableOf(found, terminal)
  if (found.length === 0) return '0: done, or already so.'
  return found.map((row) => page(row, terminal)).join('\n\n')
}

function tableOf(found: readonly Explained[], { paint, columns, width }: Terminal): string {
  const head = ['Exit', 'Failure', 'Acts', 'Cause'].map((title) => paint('title', title))
  const rows = found.map(({ exit, code, owner, cause }) => [String(exit), code, owner, readable(cause)])
  return columns([head, ...rows], width)
}

function page(row: Explained, { paint, columns, width }: Terminal): string {
  const lines = [
    ['  Cause', readable(row.cause)],
    ['  Remedy', readable(row.remedy)],
    [
      '  Who acts',
      `${owners[row.owner]} ${row.transient ? 'It may pass by itself.' : 'It stays until somebody acts.'}`,
    ],
  ]
  return `${paint('title', `${row.exit}  ${row.code}`)}\n${columns(lines, width)}`
}

const owners = {
  customer: 'The customer: settings, network or identity of the VM.',
  machine: 'The administrator of the machine.',
  handler: 'The makers of this extension.',
} as const satisfies Record<Explained['owner'], string>

/** Holes as manuals write them. */
function readable(text: string): string {
  return text.replace(/\{(\w+)\}/g, '<$1>')
}

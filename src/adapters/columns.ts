import { stripVTControlCharacters } from 'node:util'
import wrapAnsi from 'wrap-ansi'

const gap = 2
/** The last column is not made narrower than this; then it goes below the others. */
const narrowest = 32
const indent = 4

/**
 * Rows as aligned columns. Only the last cell of a row is wrapped, within `width`, and never inside a word: what
 * somebody copies (a path, an address, a command's argument) stays whole. Without a width (a file, a pipe) each row is
 * one line, for grep. Colours in a cell count for nothing.
 */
export function columns(rows: readonly (readonly string[])[], width: number | undefined): string {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: Math.max(0, count - 1) }, (_, at) => gap + widest(rows, at))
  return rows.map((row) => oneRow(row, widths, width)).join('\n')
}

/** A text within `width`, each of its lines `indentation` characters from the left. */
export function paragraph(text: string, width: number | undefined, indentation = 0): string {
  return hanging(' '.repeat(indentation), text, width)
}

/** The last cell of a row takes the rest of the line and counts for no column. */
function widest(rows: readonly (readonly string[])[], at: number): number {
  return Math.max(0, ...rows.filter((row) => at < row.length - 1).map((row) => length(row[at] ?? '')))
}

function oneRow(row: readonly string[], widths: readonly number[], width: number | undefined): string {
  const cells = row.slice(0, -1).map((cell, at) => padded(cell, widths[at] ?? 0))
  const head = cells.join('')
  const text = row.at(-1) ?? ''
  if (width === undefined || width - length(head) >= narrowest || head === '') return hanging(head, text, width)
  return `${head.trimEnd()}\n${paragraph(text, width, indent)}`
}

function hanging(head: string, text: string, width: number | undefined): string {
  if (width === undefined) return `${head}${text.replace(/\s*\n\s*/g, ' ')}`.trimEnd()
  const margin = ' '.repeat(length(head))
  const lines = wrapAnsi(text, Math.max(1, width - margin.length)).split('\n')
  return lines.map((line, at) => `${at === 0 ? head : margin}${line}`.trimEnd()).join('\n')
}

function padded(cell: string, width: number): string {
  return `${cell}${' '.repeat(Math.max(0, width - length(cell)))}`
}

function length(text: string): number {
  return stripVTControlCharacters(text).length
}

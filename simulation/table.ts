import { behaviours, type BehaviourName } from './behaviours.ts'
import type { Figures } from './figures.ts'

export type Row = readonly string[]

const head = [
  '',
  'peak/s',
  'requests',
  'refused',
  'req. per VM',
  'tries per VM',
  'Ready',
  'half',
  '95 %',
  'all',
  'failed',
]

/** The figures of behaviours as rows of words, the first of them the head of the table. */
export function rowsOf(all: readonly (readonly [BehaviourName, Figures])[]): Row[] {
  return [head, ...all.map(([name, figures]) => [behaviours[name].title, ...wordsOf(figures)])]
}

/** What the figures of one run come to, in the order of the table. */
export function wordsOf(figures: Figures): string[] {
  const { instances, ready, peak, requests, refused, requestsPerVm, attemptsPerVm, readyAfter } = figures
  const { half, most, all } = readyAfter
  return [
    ...[peak, requests, refused].map(grouped),
    ...[requestsPerVm, attemptsPerVm].map((spread) => `${spread.mean.toFixed(1)}, at most ${spread.most}`),
    ready === instances ? 'all' : grouped(ready),
    ...[half, most, all].map((seconds) => (seconds === undefined ? 'never' : `${seconds.toFixed(0)} s`)),
    failuresOf(figures),
  ]
}

function failuresOf({ failures, beyondLimit }: Figures): string {
  const codes = failures.map(([code, count]) => `${grouped(count)} with ${code}`)
  const killed = beyondLimit === 0 ? [] : [`${grouped(beyondLimit)} beyond the agent's limit`]
  return [...codes, ...killed].join(', ') || 'none'
}

/** A number with a comma before each three digits. */
export function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Rows as aligned lines for a terminal, a line under the head. */
export function aligned(rows: readonly Row[]): string {
  const widths = widthsOf(rows)
  const line = (cells: Row): string =>
    cells
      .map((cell, at) => pad(cell, widths[at] ?? 0, isText(at, cells)))
      .join('  ')
      .trimEnd()
  const [first = [], ...rest] = rows
  return [line(first), widths.map((width) => '─'.repeat(width)).join('──'), ...rest.map(line)].join('\n')
}

/** Rows as a table of Markdown. */
export function markdown(rows: readonly Row[]): string {
  const widths = widthsOf(rows).map((width) => Math.max(3, width))
  const line = (cells: Row): string =>
    `| ${cells.map((cell, at) => pad(cell, widths[at] ?? 0, isText(at, cells))).join(' | ')} |`
  const [first = [], ...rest] = rows
  const rule = widths.map((width, at) => (isText(at, first) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(first), `| ${rule.join(' | ')} |`, ...rest.map(line)].join('\n')
}

/** The first column and the last are words, the others numbers. */
function isText(at: number, cells: Row): boolean {
  return at === 0 || at === cells.length - 1
}

function pad(cell: string, width: number, left: boolean): string {
  return left ? cell.padEnd(width) : cell.padStart(width)
}

function widthsOf(rows: readonly Row[]): number[] {
  return (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
}

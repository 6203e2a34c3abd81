import { markdownTable } from '../scripts/tables/markdown.ts'
import type { Measured } from './measure.ts'
import type { Results } from './rounds.ts'
import { median, ratios } from './statistics.ts'
import type { Zip } from './zips.ts'

type Column = (measured: Measured) => number
const wall: Column = ({ wallMs }) => wallMs
const cpu: Column = ({ cpuMs }) => cpuMs
const peak: Column = ({ peakKib }) => peakKib / 1024

/** The medians of all, and of each ratio to the base, pair by pair. Throws when the base is not among them. */
export function comparison(results: Results, base: string): string {
  const rows = [...results].map(([name, runs]) => [
    name,
    middle(runs, wall).toFixed(0),
    middle(runs, cpu).toFixed(0),
    middle(runs, peak).toFixed(1),
    name === base ? '1' : ratio(results, name, base).toFixed(2),
  ])
  return markdownTable(['', 'wall, ms', 'CPU, ms', 'peak, MiB', `wall ÷ ${base}`], rows)
}

export function sizes(zips: readonly Zip[]): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
  const rows = zips.map(({ name, bytes, unpackedBytes }) => [name, megabytes(bytes), megabytes(unpackedBytes)])
  return markdownTable(['architectures', 'zip, MB', 'unpacked, MB'], rows)
}

export interface Target {
  readonly what: string
  readonly bound: string
  readonly measured: string
  readonly met: boolean
}

/** What was asked of the handler, beside what was measured. */
export function targets(
  { installing, enabling }: { installing: Results; enabling: Results },
  all: readonly Zip[],
): Target[] {
  const spare = pairs(installing, 'handler', 'apt-get alone').map(([own, bare]) => own - 1.05 * bare)
  const overhead = median(spare) / 1000
  const times = ratio(enabling, 'handler', 'node -e 0')
  const most = Math.max(...enabling.get('handler')!.map(peak))
  const single = Math.max(...all.slice(0, -1).map(({ bytes }) => bytes)) / 1e6
  const both = all.at(-1)!.bytes / 1e6
  return [
    target('install, beyond 1.05 × apt-get alone', overhead, 0.5, 's'),
    target('`enable` with nothing to do ÷ `node -e 0`', times, 4, '×'),
    target('its largest resident set', most, 70, 'MiB'),
    target('zip for one architecture', single, 45, 'MB'),
    target('zip for both architectures', both, 87, 'MB'),
  ]
}

export function targetTable(all: readonly Target[]): string {
  const rows = all.map(({ what, bound, measured, met }) => [what, bound, measured, met ? 'yes' : '**no**'])
  return markdownTable(['', 'at most', 'measured', 'met'], rows)
}

function target(what: string, measured: number, bound: number, unit: string): Target {
  return { what, bound: `${bound} ${unit}`, measured: `${measured.toFixed(2)} ${unit}`, met: measured <= bound }
}

function middle(runs: readonly Measured[], column: Column): number {
  return median(runs.map(column))
}

function ratio(results: Results, name: string, base: string): number {
  return median(ratios(runsOf(results, name).map(wall), runsOf(results, base).map(wall)))
}

function pairs(results: Results, name: string, base: string): [number, number][] {
  const bases = runsOf(results, base)
  return runsOf(results, name).map((run, at) => [run.wallMs, bases[at]!.wallMs])
}

function runsOf(results: Results, name: string): readonly Measured[] {
  const runs = results.get(name)
  if (runs === undefined) throw new Error(`nothing was measured of ${name}`)
  return runs
}

import { Site } from '../site.ts'
import { live, type Step } from './life.ts'
import type { MatrixRow } from './rows.ts'

export interface RowResult {
  row: MatrixRow
  steps: readonly Step[]
  /** Milliseconds with boot and shutdown. */
  ms: number
}

/** Lives through the rows, two at a time, each lane with a network of its own; tells each result when it is there. */
export async function driveMatrix(rows: readonly MatrixRow[], tell: (result: RowResult) => void): Promise<void> {
  const waiting = [...rows]
  const lane = async (): Promise<void> => {
    const site = await Site.open()
    try {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        const start = performance.now()
        const steps = await live(site, row).catch(brokenOff)
        await site.calm()
        tell({ row, steps, ms: performance.now() - start })
      }
    } finally {
      await site.close()
    }
  }
  await Promise.all([lane(), lane()])
}

function brokenOff(error: unknown): Step[] {
  return [{ name: 'broken off', ms: 0, problems: [String(error)], excused: [] }]
}

/** One line for a result: the time of each step, or what went wrong, and what was not the real tool. */
export function lineOf({ row, steps, ms }: RowResult): string {
  const times = steps.map(({ name, ms: taken, problems }) => `${name} ${problems.length > 0 ? 'BAD' : seconds(taken)}`)
  const standIn = row.standIn === undefined ? '' : `  (stand-in: ${row.standIn})`
  return `${row.name.padEnd(19)}${row.packageManager.padEnd(8)} ${times.join('  ')}  total ${seconds(ms)}${standIn}`
}

/** The last line: how many rows were good, how many had a stand-in, and how long all took. */
export function totalOf(results: readonly RowResult[], ms: number): string {
  const bad = results.filter(({ steps }) => steps.some(({ problems }) => problems.length > 0)).length
  const standIns = results.filter(({ row }) => row.standIn !== undefined).length
  return `${results.length} rows: ${results.length - bad} good, ${bad} bad; ${standIns} with a stand-in; ${seconds(ms)}`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FaultBench } from './bench.ts'
import type { Clean } from './choose.ts'
import { Ordeal, type Extent, type Seen } from './ordeal.ts'
import { lineOf } from './sheet.ts'
import { situations } from './situations.ts'

/** Defines the tests of one matrix row: in every situation a fault at every step of the plan, and at undos. */
export function describeFaults(row: string, extent: Extent): void {
  describe(`every step of every plan on ${row}`, () => {
    let bench: FaultBench
    const sheet: string[] = []
    beforeAll(async () => {
      bench = await FaultBench.open(row)
    })
    afterAll(async () => {
      console.log(sheet.join('\n'))
      await bench.close()
    })

    it.each(situations.map((one, turn) => [one.name, one, turn] as const))(
      '%s: nothing is left that is not told, and the next command goes on',
      async (name, situation, turn) => {
        const ordeal = await Ordeal.begin(bench, situation)

        const seen: Seen[] = []
        for await (const one of ordeal.sweep(turn, extent)) seen.push(one)

        sheet.push(...seen.map((one) => lineOf(name, one)))
        expect(seen.flatMap((one) => (one.problems.length === 0 ? [] : [lineOf(name, one)]))).toEqual([])
        expect(idle(ordeal.clean, seen)).toEqual([])
      },
    )
  })
}

/** Steps of the plan at which something was done and nothing went wrong. */
function idle({ plan, effects }: Clean, seen: readonly Seen[]): string[] {
  const struck = seen.flatMap(({ faults }) => faults.map(({ step }) => step))
  return plan.filter((step) => effects.some((one) => one.step === step) && !struck.includes(step))
}

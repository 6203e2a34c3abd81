import { afterAll, beforeAll, describe, it } from 'vitest'
import { Bench } from './bench.ts'
import { printSheet, type SheetLine } from './sheet.ts'

/** What is noted of a case for the sheet, once it is seen. */
export type Note = (seen: Omit<SheetLine, 'name'>) => void

/** Plays cases one after the other on one machine of a matrix row, as long as it stays clean, and prints their sheet. */
export function describeOnBench<Case extends { readonly name: string }>(
  row: string,
  {
    title,
    cases,
    play,
  }: {
    title: string
    cases: readonly Case[]
    play: (bench: Bench, one: Case, note: Note) => Promise<void>
  },
): void {
  describe(row, () => {
    let bench: Bench
    const sheet: SheetLine[] = []
    beforeAll(async () => {
      bench = await Bench.open(row)
      // Making its root may take minutes.
      await bench.ready()
    })
    afterAll(async () => {
      printSheet(`${title} ${row} (${bench.row.packageManager})`, sheet)
      await bench.close()
    })
    it.each(cases.map((one) => [one.name, one] as const))('%s', async (name, one) => {
      const line: SheetLine = { name, code: 'not seen', seconds: 0, words: '' }
      sheet.push(line)
      try {
        await play(bench, one, (seen) => Object.assign(line, seen))
      } catch (error) {
        // What it left would be the next one's fault.
        await bench.leave()
        throw error
      }
    })
  })
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bench, type Seen } from '../failures/bench.ts'
import { printSheet, type SheetLine } from '../failures/sheet.ts'
import { snapshot } from '../machine/snapshot.ts'
import { toldBy, type Scenario } from './scenario.ts'

/** Defines the tests of one matrix row: its scenarios one after the other, on one machine as long as it stays clean. */
export function describeReports(row: string, scenarios: readonly Scenario[]): void {
  describe(row, () => {
    let bench: Bench
    const sheet: SheetLine[] = []
    beforeAll(async () => {
      bench = await Bench.open(row)
      await bench.ready()
    })
    afterAll(async () => {
      printSheet(`reports on ${row} (${bench.row.packageManager})`, sheet)
      await bench.close()
    })
    it.each(scenarios.map((one) => [one.report, one.name, one] as const))('(%s) %s', async (report, name, one) => {
      const line: SheetLine = { name: `${report} ${name}`, code: 'not seen', seconds: 0, words: '' }
      sheet.push(line)
      try {
        await play(bench, one, (seen) => Object.assign(line, lineOf(seen)))
      } catch (error) {
        // What it left would be the next one's fault.
        await bench.leave()
        throw error
      }
    })
  })
}

/** One line of the sheet: code, seconds and the first line of what was told. */
export function lineOf(seen: Seen): Omit<SheetLine, 'name'> {
  const told = seen.code === 'ready' ? toldBy(seen) : seen.words
  return { code: seen.code, seconds: seen.seconds, words: told.split('\n')[0] ?? '' }
}

async function play(bench: Bench, one: Scenario, note: (seen: Seen) => void): Promise<void> {
  await bench.ready()
  await one.arrange(bench)
  const before = { root: snapshot(bench.vm.guest.root), packages: await bench.packages() }

  const seen = await (one.drive ?? ((on: Bench) => on.enable(one.settings?.(on) ?? {})))(bench)

  note(seen)
  expect(`${seen.code}: ${seen.words}\n${seen.runs.join(', ')}`).toMatch(new RegExp(`^${one.code}: `))
  if (one.says !== undefined) expect(one.code === 'ready' ? toldBy(seen) : seen.words).toMatch(one.says)
  expect(seen.outcome.violations).toEqual([])
  if (one.code === 'ready') expect(await bench.vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
  else if (one.drive === undefined) {
    expect(bench.changes(before.root)).toEqual([])
    expect([await bench.packages(), bench.vm.state()]).toEqual([before.packages, undefined])
  }
  await one.then?.(bench, seen)
  if (one.code !== 'ready' && one.heals === true) {
    await cleared(bench, one)
    expect((await bench.enable()).code).toBe('ready')
    expect(await bench.vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
  }
  if (one.code === 'ready' || one.heals === true || one.drive !== undefined)
    expect((await bench.remove()).code).toBe('ready')
  if (one.code === 'ready' || one.heals !== true) await cleared(bench, one)
  expect([bench.changes(), await bench.packageChanges()]).toEqual([[], []])
}

async function cleared(bench: Bench, { restore }: Scenario): Promise<void> {
  await restore?.(bench)
  await bench.site.packages.clear()
  // What was published meanwhile may be younger than what is from now on, and apt goes back to no older list.
  await bench.emptyCaches()
}

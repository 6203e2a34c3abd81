import { expect } from 'vitest'
import type { Bench, Seen } from '../failures/bench.ts'
import { describeOnBench, type Note } from '../failures/on-bench.ts'
import type { SheetLine } from '../failures/sheet.ts'
import { snapshot } from '../machine/snapshot.ts'
import { toldBy, type Scenario } from './scenario.ts'

/** Defines the tests of one matrix row: its scenarios one after the other, on one machine as long as it stays clean. */
export function describeReports(row: string, scenarios: readonly Scenario[]): void {
  const cases = scenarios.map((one) => ({ ...one, name: `(${one.report}) ${one.name}` }))
  describeOnBench(row, { title: 'reports on', cases, play })
}

/** One line of the sheet: code, seconds and the first line of what was told. */
export function lineOf(seen: Seen): Omit<SheetLine, 'name'> {
  const told = seen.code === 'ready' ? toldBy(seen) : seen.words
  return { code: seen.code, seconds: seen.seconds, words: told.split('\n')[0] ?? '' }
}

async function play(bench: Bench, one: Scenario, note: Note): Promise<void> {
  await bench.ready()
  await one.arrange(bench)
  const before = { root: snapshot(bench.vm.guest.root), packages: await bench.packages() }

  const seen = await (one.drive ?? ((on: Bench) => on.enable(one.settings?.(on) ?? {})))(bench)

  note(lineOf(seen))
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

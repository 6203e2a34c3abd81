import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bench, type Seen } from '../failures/bench.ts'
import { printSheet, type SheetLine } from '../failures/sheet.ts'
import { burdens } from './loaded-cases.ts'
import { lineOf } from './played.ts'
import { toldBy } from './scenario.ts'

describe('a machine with much on it, where the login works all the same', () => {
  let bench: Bench
  let seen: Seen
  const sheet: SheetLine[] = []
  beforeAll(async () => {
    bench = await Bench.open('debian 12')
    await bench.ready()
    for (const { arrange } of burdens) await arrange(bench)
    seen = await bench.enable()
  })
  afterAll(async () => {
    printSheet('reports on a machine with much on it', sheet)
    await bench.close()
  })

  it('installs', async () => {
    expect(`${seen.code}: ${seen.words}`).toMatch(/^ready: /)
    expect(seen.outcome.violations).toEqual([])
    expect(await bench.vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
  })

  it.each(burdens.map((one) => [one.report, one.name, one] as const))('(%s) %s', async (report, name, one) => {
    const told = toldBy(seen)
      .split('\n')
      .find((line) => one.says?.test(line) === true)
    sheet.push({ ...lineOf(seen), name: `${report} ${name}`, words: told ?? 'nothing to be told' })
    if (one.says !== undefined) expect(toldBy(seen)).toMatch(one.says)
    await one.then?.(bench, seen)
  })

  it('goes, and everything is as it was', async () => {
    expect((await bench.remove()).code).toBe('ready')
    for (const { restore } of burdens.toReversed()) await restore?.(bench)
    expect([bench.changes(), await bench.packageChanges()]).toEqual([[], []])
  })
})

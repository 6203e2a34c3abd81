import { expect } from 'vitest'
import { snapshot } from '../machine/snapshot.ts'
import { matrixRow } from '../matrix/rows.ts'
import type { Bench, Seen } from './bench.ts'
import { unfinished } from './calls.ts'
import type { FailureCase } from './case.ts'
import { describeOnBench, type Note } from './on-bench.ts'
import type { SheetLine } from './sheet.ts'

/** Defines the tests of one matrix row: every case on a machine of it, and at the end a sheet of what was seen. */
export function describeFailures(row: string, all: readonly FailureCase[]): void {
  const cases = all.filter(({ except }) => except?.includes(matrixRow(row).packageManager) !== true)
  describeOnBench(row, { title: 'failures of', cases, play: produce })
}

function lineOf({ code, seconds, words }: Seen): Omit<SheetLine, 'name'> {
  return { code, seconds, words: words.split('\n')[0] ?? '' }
}

/** Every run of the package manager since then came to its end, but for the one that the case itself has killed. */
function expectToEnd(bench: Bench, since: number, { killed = false }: FailureCase): void {
  const cut = unfinished(bench.calls().slice(since))
  expect(cut).toEqual(killed ? [expect.stringMatching(/: signal 9$/)] : [])
}

async function produce(bench: Bench, one: FailureCase, note: Note): Promise<void> {
  await bench.ready()
  await bench.emptyCaches()
  const calls = bench.calls().length
  await one.arrange(bench)
  const packages = async (): Promise<string> => (one.databaseBroken === true ? '' : await bench.packages())
  const before = { root: snapshot(bench.vm.guest.root), packages: await packages() }

  const drive = one.drive ?? ((on: Bench) => on.enable(one.settings?.(on) ?? {}))
  const seen = await drive(bench)

  note(lineOf(seen))
  const { packageManager: manager, name } = bench.row
  const code = one.codeBy?.[name] ?? one.codeBy?.[manager] ?? one.code
  expect(`${seen.code}: ${seen.words}\n${seen.runs.join(', ')}`).toMatch(new RegExp(`^${code}: `))
  expect(seen.words).toMatch(one.saysBy?.[name] ?? one.saysBy?.[manager] ?? one.says)
  expect(seen.outcome.violations).toEqual([])
  if (code !== 'ready') {
    expect(bench.changes(before.root)).toEqual([])
    expect([await packages(), bench.vm.state()]).toEqual([before.packages, undefined])
  }
  await one.then?.(bench, seen)
  await one.restore?.(bench)
  await bench.site.packages.clear()
  // What a stand-in over dnf has installed goes as it goes with dnf itself, but for what is its own.
  if (code === 'ready' && bench.row.standIn !== undefined && one.leavesBy?.[manager] === undefined) {
    expectToEnd(bench, calls, one)
    await bench.leave()
    return
  }
  if (code !== 'ready' && one.heals === true) expect((await bench.enable()).code).toBe('ready')
  if (code === 'ready' || one.heals === true) expect((await bench.remove()).code).toBe('ready')
  expectToEnd(bench, calls, one)
  const debris = /^added \/(tmp\/|var\/tmp\/|var\/lib\/dnf\/|run\/yum\.pid )/
  const left = bench.changes().filter((line) => one.debris !== true || !debris.test(line))
  const stays = one.leavesBy?.[manager]
  const packagesLeft = (await bench.packageChanges()).filter((line) => stays?.test(line) !== true)
  expect([left, packagesLeft]).toEqual([[], []])
  if (one.debris === true) await bench.leave()
}

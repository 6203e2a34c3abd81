import { FaultBench } from './bench.ts'
import { allFaults } from './choose.ts'
import { Ordeal } from './ordeal.ts'
import { lineOf } from './sheet.ts'
import { situations } from './situations.ts'

// node test/lab/faults/report.ts ROW [SITUATION...] [--all]: one line for each fault, in the situations whose names have
// one of the words; with --all at every effect in every manner.
const [row = 'debian 12', ...rest] = process.argv.slice(2)
const words = rest.filter((word) => word !== '--all')
const start = performance.now()
const sinceStart = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s since the start`
const bench = await FaultBench.open(row)
for (const [turn, situation] of situations.entries()) {
  if (words.length > 0 && !words.some((word) => situation.name.includes(word))) continue
  const ordeal = await Ordeal.begin(bench, situation)
  console.log(`${row}: ${situation.name}: ${ordeal.clean.plan.join('; ')} (${sinceStart()})`)
  for await (const seen of ordeal.sweep(turn, 'full')) console.log(lineOf(situation.name, seen))
  if (!rest.includes('--all')) continue
  for (const fault of allFaults(ordeal.clean)) console.log(lineOf(situation.name, await ordeal.strike(fault)))
}
console.log(sinceStart())
await bench.close()

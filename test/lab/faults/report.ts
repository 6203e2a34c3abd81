import { FaultBench } from './bench.ts'
import { allFaults, chosenFaults, undoFaults, verificationFault } from './choose.ts'
import { Ordeal, type Seen } from './ordeal.ts'
import { lineOf } from './sheet.ts'
import { situations } from './situations.ts'

// node test/lab/faults/report.ts ROW [SITUATION...] [--all]: one line for each fault, in the situations whose names have
// one of the words; with --all at every effect in every manner.
const [row = 'debian 12', ...rest] = process.argv.slice(2)
const words = rest.filter((word) => word !== '--all')
const bench = await FaultBench.open(row)
const start = performance.now()
for (const situation of situations) {
  if (words.length > 0 && !words.some((word) => situation.name.includes(word))) continue
  const ordeal = await Ordeal.begin(bench, situation)
  console.log(`${row}: ${situation.name}: ${ordeal.clean.plan.join('; ')}`)
  const show = (seen: Seen): Seen => {
    console.log(lineOf(situation.name, seen))
    return seen
  }
  const faults = rest.includes('--all') ? allFaults(ordeal.clean) : chosenFaults(ordeal.clean)
  for (const fault of faults) show(await ordeal.strike(fault))
  if (situation.operation !== 'uninstall') {
    const { effects } = show(await ordeal.strike(verificationFault(ordeal.clean)))
    for (const pair of undoFaults(ordeal.clean, effects)) show(await ordeal.strike(...pair))
  }
  console.log(`${((performance.now() - start) / 1000).toFixed(0)} s since the start`)
}
await bench.close()

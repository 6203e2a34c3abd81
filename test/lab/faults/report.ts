import { FaultBench } from './bench.ts'
import { allFaults, chosenFaults } from './choose.ts'
import { Ordeal } from './ordeal.ts'
import { lineOf } from './sheet.ts'
import { situations } from './situations.ts'

// node test/lab/faults/report.ts ROW [SITUATION] [--all]: every fault, one line each; --all at every effect in every manner.
const [row = 'debian 12', ...words] = process.argv.slice(2)
const wanted = words.filter((word) => word !== '--all')
const bench = await FaultBench.open(row)
const start = performance.now()
for (const situation of situations.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
)) {
  const ordeal = await Ordeal.begin(bench, situation)
  console.log(`${row}: ${situation.name}: ${ordeal.clean.plan.join('; ')}`)
  const faults = words.includes('--all') ? allFaults(ordeal.clean) : chosenFaults(ordeal.clean)
  for (const fault of faults) console.log(lineOf(situation.name, await ordeal.strike([fault])))
  console.log(`${faults.length} faults, ${((performance.now() - start) / 1000).toFixed(0)} s since the start`)
}
await bench.close()

// Prints the matrix report. Arguments: names of roots (`'rhel 9.6'`) or of profiles; without any, the first root of each
// row of each profile.
import { driveMatrix, lineOf, totalOf, type RowResult } from './drive.ts'
import { matrixRows } from './rows.ts'

const wanted = process.argv.slice(2)
const rows = matrixRows().filter(({ name, profile, further }) =>
  wanted.length === 0 ? !further : wanted.includes(name) || wanted.includes(profile.id),
)
const results: RowResult[] = []
const start = performance.now()
await driveMatrix(rows, (result) => {
  results.push(result)
  console.log(lineOf(result))
  for (const { name, problems } of result.steps) for (const problem of problems) console.log(`  ${name}: ${problem}`)
})
console.log(totalOf(results, performance.now() - start))

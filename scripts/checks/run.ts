import { exitCode, summaryLine } from './results.ts'
import { runSteps } from './run-steps.ts'
import { steps } from './steps.ts'

const counts = runSteps(steps)
console.log(summaryLine(counts))
process.exitCode = exitCode(counts, process.getuid?.() === 0)

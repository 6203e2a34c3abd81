import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { add, countsOfReport, exitCode, nothing, oneFailure, summaryLine, type Counts } from './results.ts'
import { steps, type Step } from './steps.ts'

const reports = mkdtempSync(join(tmpdir(), 'test-reports-'))
const started = performance.now()
let total = nothing
for (const step of steps) {
  console.log(`\n== ${step.name} (after ${secondsSince(started)} s)`)
  total = add(total, run(step))
}
rmSync(reports, { recursive: true })
console.log(`\nall of it took ${secondsSince(started)} s`)
console.log(summaryLine(total))
process.exitCode = exitCode(total, process.getuid?.() === 0)

function run({ name, command, project }: Step): Counts {
  const report = join(reports, `${name}.json`)
  const counted = ['--project', project ?? '', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const [program = '', ...words] = command
  const { status } = spawnSync(program, project === undefined ? words : [...words, ...counted], { stdio: 'inherit' })
  const counts = existsSync(report) ? countsOfReport(readFileSync(report, 'utf8')) : nothing
  if (status === 0) return counts
  if (counts.failed > 0) return counts
  console.log(`${name}: failed`)
  return add(counts, oneFailure)
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0)
}

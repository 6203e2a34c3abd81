import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { add, countsOfReport, nothing, oneFailure, type Counts } from './results.ts'
import type { Step } from './steps.ts'

/** Runs the steps one after the other, with their output shown; a failing one does not keep the rest from running. */
export function runSteps(steps: readonly Step[]): Counts {
  const reports = mkdtempSync(join(tmpdir(), 'test-reports-'))
  const started = performance.now()
  try {
    return steps.reduce((total, step) => {
      console.log(`\n== ${step.name} (after ${secondsSince(started)} s)`)
      return add(total, runStep(step, reports))
    }, nothing)
  } finally {
    rmSync(reports, { recursive: true })
    console.log(`\nall of it took ${secondsSince(started)} s`)
  }
}

function runStep({ name, command, project }: Step, reports: string): Counts {
  const report = join(reports, `${name}.json`)
  const reporting = ['--project', project ?? '', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const [program = '', ...words] = command.map((word) => (word === '{reports}' ? reports : word))
  const { status } = spawnSync(program, project === undefined ? words : [...words, ...reporting], { stdio: 'inherit' })
  const counts = existsSync(report) ? countsOfReport(readFileSync(report, 'utf8')) : nothing
  const untold = (status !== 0 && counts.failed === 0) || (project !== undefined && !existsSync(report))
  if (!untold) return counts
  console.log(`${name}: failed`)
  return add(counts, oneFailure)
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0)
}

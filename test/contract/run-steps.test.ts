import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { runSteps } from '../../scripts/checks/run-steps.ts'

/** A program that takes the place of vitest: it writes the report to the file that it is told, and ends as it is told. */
function reporter(numbers: { passed: number; failed: number; pending: number }, status: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'reporter-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  const report = JSON.stringify({
    numPassedTests: numbers.passed,
    numFailedTests: numbers.failed,
    numPendingTests: numbers.pending,
    numTodoTests: 0,
    success: status === 0,
  })
  const script = `#!/bin/sh\nfor word; do :; done\necho '${report}' >"\${word#--outputFile.json=}"\nexit ${status}\n`
  writeFileSync(join(folder, 'vitest'), script)
  chmodSync(join(folder, 'vitest'), 0o755)
  return [join(folder, 'vitest'), 'run']
}

describe('runSteps', () => {
  beforeEach(() => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    return () => {
      log.mockRestore()
    }
  })

  it('tells a step where the reports of those before are', () => {
    const unit = { name: 'unit', command: reporter({ passed: 7, failed: 0, pending: 0 }, 0), project: 'unit' }
    const look = (name: string): string[] => ['sh', '-c', `test -s "$0/${name}.json"`, '{reports}']

    expect(runSteps([unit, { name: 'look', command: look('unit') }])).toMatchObject({ passed: 7, failed: 0 })
    expect(runSteps([unit, { name: 'look', command: look('lab') }])).toMatchObject({ passed: 7, failed: 1 })
  })

  it('adds up the tests of all projects', () => {
    const counts = runSteps([
      { name: 'lint', command: ['true'] },
      { name: 'unit', command: reporter({ passed: 7, failed: 0, pending: 1 }, 0), project: 'unit' },
      { name: 'lab', command: reporter({ passed: 2, failed: 3, pending: 0 }, 1), project: 'lab' },
    ])

    expect(counts).toEqual({ passed: 9, failed: 3, skipped: 1 })
  })

  it.each([
    ['a failing check', { name: 'lint', command: ['false'] }],
    ['a program that is not there', { name: 'tables', command: ['/nowhere'] }],
    ['tests that were never reported', { name: 'lab', command: ['true'], project: 'lab' }],
  ])('counts %s as one failure and goes on', (_, step) => {
    const unit = { name: 'unit', command: reporter({ passed: 7, failed: 0, pending: 0 }, 0), project: 'unit' }

    expect(runSteps([step, unit])).toEqual({ passed: 7, failed: 1, skipped: 0 })
  })
})

import { describe, expect, it } from 'vitest'
import { add, countsOfReport, exitCode, nothing, oneFailure, summaryLine } from '../../scripts/checks/results.ts'

function report(numbers: Partial<Record<'passed' | 'failed' | 'pending' | 'todo', number>>, success: boolean): string {
  const { passed = 0, failed = 0, pending = 0, todo = 0 } = numbers
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
    success,
    testResults: [],
  })
}

describe('countsOfReport', () => {
  it('counts tests that were put off as skipped', () => {
    expect(countsOfReport(report({ passed: 5, pending: 2, todo: 1 }, true))).toEqual({
      passed: 5,
      failed: 0,
      skipped: 3,
    })
  })

  it('counts a run that failed without a failing test as one failure', () => {
    expect(countsOfReport(report({ passed: 5 }, false))).toEqual({ passed: 5, failed: 1, skipped: 0 })
  })

  it('does not count failing tests twice', () => {
    expect(countsOfReport(report({ passed: 5, failed: 2 }, false))).toEqual({ passed: 5, failed: 2, skipped: 0 })
  })

  it('refuses what is no report', () => {
    expect(() => countsOfReport('{}')).toThrow()
  })
})

describe('summaryLine', () => {
  it('names skipped tests only when there are some', () => {
    expect(summaryLine({ passed: 812, failed: 0, skipped: 0 })).toBe('812 passed, 0 failed')
    expect(summaryLine({ passed: 812, failed: 1, skipped: 2 })).toBe('812 passed, 1 failed, 2 skipped')
  })
})

describe('exitCode', () => {
  const fine = { passed: 3, failed: 0, skipped: 0 }

  it('is 0 when all passed', () => {
    expect(exitCode(fine, true)).toBe(0)
  })

  it('is 1 when something failed', () => {
    expect(exitCode(add(fine, oneFailure), false)).toBe(1)
  })

  it('is 1 for root when something was skipped', () => {
    expect(exitCode({ ...fine, skipped: 1 }, true)).toBe(1)
    expect(exitCode({ ...fine, skipped: 1 }, false)).toBe(0)
  })

  it('is 1 when nothing ran', () => {
    expect(exitCode(nothing, false)).toBe(1)
  })
})

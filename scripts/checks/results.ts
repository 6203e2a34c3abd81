import { z } from 'zod'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The parts of vitest's JSON report (reporter "json") that are counted. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
})

export const nothing: Counts = { passed: 0, failed: 0, skipped: 0 }

/** A step without tests of its own: silent when well, one failure when not. */
export const oneFailure: Counts = { passed: 0, failed: 1, skipped: 0 }

/**
 * Counts of a vitest report. A file that could not even be loaded has no tests to fail, and a run may fail without any
 * test (an unhandled rejection): both count as one failure. Throws when the text is no such report.
 */
export function countsOfReport(text: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = report.parse(JSON.parse(text))
  const failed = numFailedTests === 0 && !success ? 1 : numFailedTests
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
}

/** Both together. */
export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The last line of the test command. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** 0 when nothing failed. Root can do all that the tests need, so for root a skipped test is a failure too. */
export function exitCode({ passed, failed, skipped }: Counts, isRoot: boolean): number {
  return failed > 0 || passed === 0 || (isRoot && skipped > 0) ? 1 : 0
}

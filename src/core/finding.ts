import type { FailureCode } from './failures.ts'
import type { FailureDetail } from './failure.ts'

/** What a check found. Checks change nothing; the first blocking finding decides the exit code. */
export type Finding =
  | { readonly check: string; readonly verdict: 'passed'; readonly message: string }
  | { readonly check: string; readonly verdict: 'warning'; readonly message: string }
  | {
      readonly check: string
      readonly verdict: 'blocked'
      readonly code: FailureCode
      readonly detail: FailureDetail
    }

export type BlockingFinding = Extract<Finding, { verdict: 'blocked' }>

/** The first blocking finding in the order of the checks, or undefined. */
export function firstBlocking(findings: readonly Finding[]): BlockingFinding | undefined {
  return findings.find((finding) => finding.verdict === 'blocked')
}

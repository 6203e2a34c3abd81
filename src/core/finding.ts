import type { FailureCode } from './failures.ts'
import type { FailureDetail } from './failure.ts'
import type { Piece } from './piece.ts'

/** What a check found. Checks change nothing; the first blocking finding decides the exit code. */
export type Finding =
  | { readonly check: string; readonly verdict: 'passed'; readonly message: string }
  | { readonly check: string; readonly verdict: 'warning'; readonly message: string }
  | {
      readonly check: string
      readonly verdict: 'blocked'
      readonly code: FailureCode
      readonly detail: FailureDetail
      /** Where it is a login that is not wired: what is missing. */
      readonly pieces?: readonly Piece[]
    }

export type BlockingFinding = Extract<Finding, { verdict: 'blocked' }>

/** Blocking findings of checks that only a change needs, told as warnings: nothing is to be changed here. */
export function withoutChange(
  findings: readonly Finding[],
  onlyForChange: readonly string[],
  tell: (finding: BlockingFinding) => string,
): Finding[] {
  return findings.map((finding) =>
    finding.verdict === 'blocked' && onlyForChange.includes(finding.check)
      ? { check: finding.check, verdict: 'warning', message: tell(finding) }
      : finding,
  )
}

/** The first blocking finding in the order of the checks, or undefined. */
export function firstBlocking(findings: readonly Finding[]): BlockingFinding | undefined {
  return findings.find((finding) => finding.verdict === 'blocked')
}

/** The pieces of the login that findings of its verification say are missing, each once. */
export function missingPieces(findings: readonly Finding[]): Piece[] {
  return [...new Set(findings.flatMap((finding) => (finding.verdict === 'blocked' ? (finding.pieces ?? []) : [])))]
}

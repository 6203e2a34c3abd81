import type { FailureCode } from '../../src/core/failures.ts'

/** A test, by its file and its full name with the parts joined by " > ". */
export interface TestName {
  readonly file: string
  readonly name: string
}

/** How a report is shown to be dealt with. */
export type Proof =
  /** Built for real on a real root of the lab, met by the built package. */
  | { readonly kind: 'played'; readonly tests: readonly TestName[] }
  /** Cannot be played in the lab: why, and the unit tests that stand for it. */
  | { readonly kind: 'unit'; readonly reason: string; readonly tests: readonly TestName[] }
  /** A handler on the machine cannot act, or has nothing to do with it. */
  | { readonly kind: 'outside'; readonly reason: string }

/** A failure that people reported of login extensions for Linux. */
export interface Report {
  /** `F001` to `F106`. */
  readonly number: string
  readonly title: string
  /** Our stable code; `ready` where it must not matter, undefined where the handler has no part in it. */
  readonly code: FailureCode | 'ready' | undefined
  /** What we say or do, and what the machine is like afterwards. */
  readonly answer: string
  readonly proof: Proof
}

/** Tests of a file of the lab. */
export function played(file: string, ...names: readonly string[]): Proof {
  return { kind: 'played', tests: names.map((name) => ({ file: `test/${file}.test.ts`, name })) }
}

/** Both, for a report with more than one scenario. */
export function both(...proofs: readonly Proof[]): Proof {
  return { kind: 'played', tests: proofs.flatMap((proof) => (proof.kind === 'played' ? proof.tests : [])) }
}

export function unit(reason: string, file: string, ...names: readonly string[]): Proof {
  return { kind: 'unit', reason, tests: names.map((name) => ({ file: `test/${file}.test.ts`, name })) }
}

export function outside(reason: string): Proof {
  return { kind: 'outside', reason }
}

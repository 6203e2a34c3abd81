import type { FailureCode } from '../../../src/core/failures.ts'
import type { Bench, Seen } from './bench.ts'

/** A cause of failure, produced for real, and what is to come of it. */
export interface FailureCase {
  name: string
  arrange: (bench: Bench) => Promise<unknown>
  /** What `arrange` did to the machine is taken back; the package host always is. */
  restore?: (bench: Bench) => Promise<unknown>
  /** The public settings. */
  settings?: (bench: Bench) => object
  /** What is done instead of one enable. */
  drive?: (bench: Bench) => Promise<Seen>
  /** The stable code of the failure; `ready` where the cause must not matter, or passes in time. */
  code: FailureCode | 'ready'
  /** The words a person needs. */
  says: RegExp
  /** Other words, by row or manager. */
  saysBy?: Readonly<Record<string, RegExp>>
  /** Another code, by row or manager, where it cannot be the same. */
  codeBy?: Readonly<Record<string, FailureCode | 'ready'>>
  /** What else must be so when the handler has ended, before `restore`. */
  then?: (bench: Bench, seen: Seen) => Promise<unknown>
  /** The same command succeeds once the cause is gone. */
  heals?: boolean
  /** The package database cannot be asked until `restore`. */
  databaseBroken?: boolean
  /** The case itself kills the package manager that the handler has started, once. */
  killed?: boolean
  /** Temporary files of a package manager that the case has killed stay. */
  debris?: boolean
  /** Changes of packages that stay after a delete, by manager. */
  leavesBy?: Readonly<Record<string, RegExp>>
  /** Managers for which the case makes no sense. */
  except?: readonly string[]
}

import type { FailureCode } from '../../../src/core/failures.ts'
import type { Bench, Seen } from '../failures/bench.ts'

/** A failure that people reported, played on a real root, and what is to come of it. */
export interface Scenario {
  /** Its number in the table of reports, e.g. `F006`. */
  report: string
  name: string
  arrange: (bench: Bench) => Promise<unknown>
  /** What `arrange` did to the machine is taken back; the package host always is. Where it heals, as the remedy says. */
  restore?: (bench: Bench) => Promise<unknown>
  /** The public settings. */
  settings?: (bench: Bench) => object
  /** What is done instead of one enable. */
  drive?: (bench: Bench) => Promise<Seen>
  code: FailureCode | 'ready'
  /** The words a person needs: of a failure, cause and remedy; else what the status says. */
  says?: RegExp
  /** What else must be so when the handler has ended, before `restore`. */
  then?: (bench: Bench, seen: Seen) => Promise<unknown>
  /** The same command succeeds once `restore` has done what the remedy says. */
  heals?: boolean
}

/** Everything the portal shows of a success: message and substatuses. */
export function toldBy({ outcome }: Seen): string {
  const { message = '', substatuses = [] } = outcome.extension ?? {}
  return [message, ...substatuses.map(({ name, message: text }) => `${name}: ${text}`)].join('\n')
}

/** Runs a script on the machine; throws when it fails. */
export function sh(script: string): (bench: Bench) => Promise<unknown> {
  return (bench) => bench.vm.guest.must(['sh', '-c', script])
}

import type { HandlerEnvironment } from '../agent/environment.ts'
import type { Invocation } from '../agent/invocation.ts'
import type { Budget } from '../core/budget.ts'
import type { Note } from '../core/outcome.ts'
import type { Profiles } from '../core/profile-data.ts'
import type { Host, Journal } from '../host.ts'

/** What one command works with. */
export interface Context {
  readonly host: Host & { readonly log: Journal }
  readonly invocation: Invocation
  readonly environment: HandlerEnvironment
  readonly sequence: number
  /** Reads the distribution profiles of these systems. Throws `handler.bug` when their data is broken. */
  readonly profiles: (ids: readonly string[]) => Promise<Profiles>
  readonly budget: Budget
  /** The version of this handler. */
  readonly version: string
  /** The story so far; kept when the command fails. */
  readonly notes: Note[]
}

/** Does its work and answers one sentence about it; throws HandlerFailure. */
export type Operation = (context: Context) => Promise<string>

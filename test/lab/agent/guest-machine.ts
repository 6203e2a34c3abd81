import type { Machine as Guest } from '../machine/machine.ts'
import type { Machine } from './machine.ts'
import { processMachine } from './process-machine.ts'

/** Returns a throw-away guest as a machine for the strict agent. */
export function guestMachine(guest: Guest): Machine {
  return processMachine({
    root: guest.root,
    // The guest gives every command a HOME unless told otherwise; the agent has none.
    start: ({ argv, cwd, env, stdio }) => guest.spawn(argv, { cwd, env: { HOME: undefined, ...env }, stdio }),
  })
}

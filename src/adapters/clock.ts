import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../host.ts'

/** The machine's clocks. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    // performance.now() counts the same, and is one more module to load.
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    sleep: async (ms) => {
      await setTimeout(ms)
    },
  }
}

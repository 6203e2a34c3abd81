import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../host.ts'

/** The machine's clocks. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: async (ms) => {
      await setTimeout(ms)
    },
  }
}

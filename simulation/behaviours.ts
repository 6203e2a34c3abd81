import { liveWithPredecessor } from './predecessor.ts'
import { liveWithHandler, type Vm } from './vm.ts'

export interface Behaviour extends Pick<Vm, 'settings' | 'hearsRetryAfter' | 'leastPauseMs'> {
  readonly title: string
  readonly live: (vm: Vm) => Promise<void>
  /** Instead of chance. */
  readonly random?: () => number
}

export const behaviourNames = ['ours', 'impatient', 'predecessor'] as const
export type BehaviourName = (typeof behaviourNames)[number]

/** The behaviours that are compared, in the order in which they are shown. */
export const behaviours: Readonly<Record<BehaviourName, Behaviour>> = {
  ours: { title: 'this handler', live: liveWithHandler, settings: {}, hearsRetryAfter: true, leastPauseMs: 0 },
  // With 0 for chance a pause is as short as can be: without a bound it would ask as fast as the network lets it.
  impatient: {
    title: 'the same without window and jitter',
    live: liveWithHandler,
    settings: { rolloutWindowSeconds: 0 },
    hearsRetryAfter: false,
    leastPauseMs: 1000,
    random: () => 0,
  },
  predecessor: {
    title: 'the real extension',
    live: liveWithPredecessor,
    settings: {},
    hearsRetryAfter: false,
    leastPauseMs: 0,
  },
}

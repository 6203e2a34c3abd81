import { behaviourNames, type BehaviourName } from './behaviours.ts'
import { figuresOf, type Figures } from './figures.ts'
import { runFleet, type FleetRun } from './fleet.ts'
import type { MirrorOptions } from './mirror.ts'
import type { Order } from './threads.ts'

export interface ComparisonOptions {
  readonly instances: number
  readonly seed: number
  readonly refusal: MirrorOptions['refusal']
  readonly retryAfterSeconds: number | undefined
  /** undefined: a tenth of the naive peak. */
  readonly ratePerSecond: number | undefined
}

export interface Comparison {
  readonly options: ComparisonOptions & { readonly ratePerSecond: number }
  /** What the real extension does to a mirror that grants everything. */
  readonly naive: Figures
  readonly runs: readonly (readonly [BehaviourName, FleetRun])[]
  /** This handler at mirrors that grant a half and a fifth of that. */
  readonly scarce: readonly { readonly ratePerSecond: number; readonly figures: Figures }[]
}

/** Runs many fleets at once; answers in their order. */
export type RunAll = (orders: readonly Order[]) => Promise<FleetRun[]>

/** All behaviours at the same mirror, beginning at the same moments. */
export async function compare(options: ComparisonOptions, runAll: RunAll): Promise<Comparison> {
  const { instances, seed, refusal, retryAfterSeconds } = options
  const mirror = { refusal, retryAfterSeconds }
  const unlimited = { instances, seed, mirror: { ...mirror, ratePerSecond: Infinity } }
  const naive = figuresOf(await runFleet('predecessor', unlimited))
  const ratePerSecond = options.ratePerSecond ?? Math.max(1, Math.floor(naive.peak / 10))
  const rates = [2, 5].map((part) => Math.max(1, Math.floor(ratePerSecond / part)))
  const at = (rate: number): Order['options'] => ({ instances, seed, mirror: { ...mirror, ratePerSecond: rate } })
  const runs = await runAll([
    ...behaviourNames.map((behaviour) => ({ behaviour, options: at(ratePerSecond) })),
    ...rates.map((rate) => ({ behaviour: 'ours' as const, options: at(rate) })),
  ])
  return {
    options: { ...options, ratePerSecond },
    naive,
    runs: behaviourNames.flatMap((name, index) => zip(name, runs[index])),
    scarce: rates.flatMap((rate, index) => {
      const run = runs[behaviourNames.length + index]
      return run === undefined ? [] : [{ ratePerSecond: rate, figures: figuresOf(run) }]
    }),
  }
}

function zip(name: BehaviourName, run: FleetRun | undefined): (readonly [BehaviourName, FleetRun])[] {
  return run === undefined ? [] : [[name, run]]
}

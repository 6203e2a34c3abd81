import type { FleetRun } from './fleet.ts'

/** What a run comes to. Times are seconds after the first VM could begin. */
export interface Figures {
  readonly instances: number
  readonly ready: number
  /** By code, the most frequent first. */
  readonly failures: readonly (readonly [string, number])[]
  readonly beyondLimit: number
  /** Highest number of requests in one second. */
  readonly peak: number
  readonly requests: number
  readonly refused: number
  readonly requestsPerVm: { readonly mean: number; readonly most: number }
  readonly attemptsPerVm: { readonly mean: number; readonly most: number }
  /** When this part of all VMs was Ready; undefined: never. */
  readonly readyAfter: { readonly half: Seconds; readonly most: Seconds; readonly all: Seconds }
}

type Seconds = number | undefined

/** The figures of a run. */
export function figuresOf({ stories, arrived, refused }: FleetRun): Figures {
  const ready = stories.flatMap(({ readyAt }) => readyAt ?? []).sort((left, right) => left - right)
  const after = (part: number): Seconds => seconds(ready[Math.ceil(part * stories.length) - 1])
  const codes = stories.flatMap(({ failure }) => failure ?? [])
  const failures = [...new Set(codes)].map((code) => [code, codes.filter((one) => one === code).length] as const)
  return {
    instances: stories.length,
    ready: ready.length,
    failures: failures.sort((left, right) => right[1] - left[1] || left[0].localeCompare(right[0])),
    beyondLimit: stories.filter(({ beyondLimit }) => beyondLimit).length,
    peak: most(arrived),
    requests: sum(arrived),
    refused: sum(refused),
    requestsPerVm: spread(stories.map(({ requests }) => requests)),
    attemptsPerVm: spread(stories.map(({ attempts }) => attempts)),
    readyAfter: { half: after(0.5), most: after(0.95), all: after(1) },
  }
}

function seconds(ms: number | undefined): Seconds {
  return ms === undefined ? undefined : ms / 1000
}

function spread(numbers: readonly number[]): { mean: number; most: number } {
  return { mean: sum(numbers) / numbers.length, most: most(numbers) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((highest, one) => Math.max(highest, one), 0)
}

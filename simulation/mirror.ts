import type { Story } from './story.ts'
import type { Timeline } from './timeline.ts'
import { world } from './world.ts'

export interface MirrorOptions {
  /** Requests that it grants in a second; Infinity: all. */
  readonly ratePerSecond: number
  /** How it refuses the others. */
  readonly refusal: 429 | 503
  /** What its Retry-After says, in seconds; undefined: it has none. */
  readonly retryAfterSeconds: number | undefined
}

export interface MirrorAnswer {
  readonly status: 200 | 429 | 503
  readonly retryAfterSeconds: number | undefined
}

/** A VM's way to the mirror. */
export interface Way {
  /** Opens a connection. */
  connect(): Promise<void>
  /** One request over it, and so many bytes back if it is granted. */
  ask(bytes: number): Promise<MirrorAnswer>
  /** Time that the VM's own work takes. */
  work(ms: number): Promise<void>
}

const granted: MirrorAnswer = { status: 200, retryAfterSeconds: undefined }

/** A package mirror that refuses what comes faster than it likes: a bucket that holds one second's requests. */
export class Mirror {
  /** Requests that arrived in each second, and those of them that were refused. */
  readonly arrived: number[] = []
  readonly refused: number[] = []
  readonly #timeline: Timeline
  readonly #options: MirrorOptions
  #tokens: number
  #countedAt = 0

  constructor(timeline: Timeline, options: MirrorOptions) {
    this.#timeline = timeline
    this.#options = options
    this.#tokens = Math.max(1, options.ratePerSecond)
  }

  /** The way of the VM with this story. */
  wayOf(story: Story): Way {
    const timeline = this.#timeline
    const { roundTripMs, connectRoundTrips, bytesPerMs } = world.network
    return {
      connect: () => timeline.wait(roundTripMs * connectRoundTrips),
      ask: async (bytes) => {
        await timeline.wait(roundTripMs / 2)
        const answer = this.#answer()
        story.requests += 1
        if (answer.status !== 200) story.refused += 1
        await timeline.wait(roundTripMs / 2 + (answer.status === 200 ? bytes / bytesPerMs : 0))
        return answer
      },
      work: (ms) => timeline.wait(ms),
    }
  }

  #answer(): MirrorAnswer {
    const { ratePerSecond, refusal, retryAfterSeconds } = this.#options
    const { now } = this.#timeline
    const second = Math.floor(now / 1000)
    count(this.arrived, second)
    if (ratePerSecond === Infinity) return granted
    this.#tokens = Math.min(Math.max(1, ratePerSecond), this.#tokens + ((now - this.#countedAt) / 1000) * ratePerSecond)
    this.#countedAt = now
    if (this.#tokens >= 1) {
      this.#tokens -= 1
      return granted
    }
    count(this.refused, second)
    return { status: refusal, retryAfterSeconds }
  }
}

/** Counts one more in this second; seconds without any are 0. */
function count(bins: number[], second: number): void {
  while (bins.length <= second) bins.push(0)
  bins[second] = (bins[second] ?? 0) + 1
}

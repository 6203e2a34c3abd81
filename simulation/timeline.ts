interface Moment {
  readonly at: number
  /** Moments of the same time come in the order in which they were asked for. */
  readonly order: number
  readonly begin: () => void
}

/**
 * The clock of a simulation: time moves when everybody waits. Tasks are ordinary asynchronous code which waits for
 * nothing but this clock; one goes on at a time, so that the same tasks always have the same history.
 */
export class Timeline {
  /** Milliseconds since the start. */
  now = 0
  readonly #queue: Moment[] = []
  #orders = 0
  #busy = 0

  /** Begins a task after `delayMs`. */
  start(delayMs: number, task: () => Promise<void>): void {
    this.#enqueue(this.now + delayMs, () => {
      this.#busy += 1
      void task().finally(() => (this.#busy -= 1))
    })
  }

  /** Resolves `ms` later. Only for code that runs in a task. */
  wait(ms: number): Promise<void> {
    return this.park((wake) => {
      wake(this.now + Math.max(0, ms))
    })
  }

  /** Resolves at the first time that anybody names by calling `wake`. Only for code that runs in a task. */
  park(register: (wake: (at: number) => void) => void): Promise<void> {
    return new Promise((resolve) => {
      let awake = false
      this.#busy -= 1
      register((at) => {
        this.#enqueue(Math.max(at, this.now), () => {
          if (awake) return
          awake = true
          this.#busy += 1
          resolve()
        })
      })
    })
  }

  /** Plays until nobody has anything left to do. */
  async run(): Promise<void> {
    for (let moment = this.#next(); moment !== undefined; moment = this.#next()) {
      this.now = moment.at
      moment.begin()
      while (this.#busy > 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Into a binary heap. */
  #enqueue(at: number, begin: () => void): void {
    const queue = this.#queue
    const moment = { at, order: (this.#orders += 1), begin }
    let place = queue.push(moment) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = queue[parent]
      if (above === undefined || isBefore(above, moment)) break
      queue[place] = above
      place = parent
    }
    queue[place] = moment
  }

  #next(): Moment | undefined {
    const queue = this.#queue
    const first = queue[0]
    const last = queue.pop()
    if (last === undefined || queue.length === 0) return first
    let place = 0
    for (;;) {
      const child = earlierChild(queue, place)
      const below = queue[child]
      if (below === undefined || isBefore(last, below)) break
      queue[place] = below
      place = child
    }
    queue[place] = last
    return first
  }
}

function earlierChild(queue: readonly Moment[], place: number): number {
  const [left, right] = [queue[2 * place + 1], queue[2 * place + 2]]
  return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1
}

function isBefore(one: Moment, other: Moment): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}

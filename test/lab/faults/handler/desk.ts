import { isFor, type Effect, type Fault, type Line, type Phase } from './order.ts'

/** Something that is done, and how its failure looks: before it has happened, and when it has. */
export interface Deed<T> {
  readonly work: () => Promise<T>
  readonly fails: () => T | Promise<T>
  readonly failsAfter?: () => Promise<T>
}

/** Where the handler is in its work, as its own log says. */
export class Desk {
  readonly #operation: string
  readonly #faults: readonly Fault[]
  readonly #tell: (line: Line) => void
  readonly #die: () => never
  readonly #counts = new Map<string, number>()
  #phase: Phase = 'before'
  #dead = false
  #step = ''

  /** `tell` hears the plan, every effect and what strikes; `die` ends the process as SIGKILL does. */
  constructor(
    operation: string,
    faults: readonly Fault[],
    { tell, die }: { readonly tell: (line: Line) => void; readonly die: () => never },
  ) {
    this.#operation = operation
    this.#faults = faults
    this.#tell = tell
    this.#die = die
  }

  /** Hears a line of the log. */
  hear(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const [, word = '', step = ''] = /^(step|step ended|taking back|taken back): (.*)$/s.exec(message) ?? []
    if (message === 'plan') this.#tell({ operation: this.#operation, plan: fields.steps as string[] })
    if (word === '') return
    this.#phase = word === 'step' ? 'step' : word === 'taking back' ? 'undo' : 'after'
    this.#step = this.#phase === 'after' ? '' : step
  }

  /** Does something, unless a fault is to strike just there. */
  async at<T>(label: string, { work, fails, failsAfter }: Deed<T>): Promise<T> {
    // In a test without processes somebody may catch what a dead one throws.
    if (this.#dead) return this.#die()
    const effect = this.#count(label)
    this.#tell(effect)
    const fault = this.#faults.find((one) => isFor(one, effect))
    if (fault === undefined) return work()
    this.#tell({ struck: fault })
    switch (fault.manner) {
      case 'dies before':
        return this.#end()
      case 'fails before':
        return fails()
      case 'dies after':
        await work()
        return this.#end()
      case 'fails after':
        if (failsAfter !== undefined) return failsAfter()
        await work()
        return fails()
    }
  }

  #end(): never {
    this.#dead = true
    return this.#die()
  }

  #count(label: string): Effect {
    const place = { operation: this.#operation, phase: this.#phase, step: this.#step, label }
    const key = Object.values(place).join('|')
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return { ...place, count }
  }
}

import { HandlerFailure } from './failure.ts'

/** A clock that never goes back, milliseconds. */
export interface MonotonicClock {
  monotonic(): number
}

/** The time one command may take: made once at its start, every wait is charged to it. */
export interface Budget {
  /** On the monotonic clock, milliseconds. */
  readonly deadline: number
}

/** A budget of `ms` from now. */
export function startBudget(clock: MonotonicClock, ms: number): Budget {
  return { deadline: clock.monotonic() + ms }
}

/** Milliseconds left, never negative. */
export function remaining(clock: MonotonicClock, budget: Budget): number {
  return Math.max(0, budget.deadline - clock.monotonic())
}

/** Throws `deadline.reached` naming the step when less than `neededMs` is left for it. */
export function requireTime(clock: MonotonicClock, budget: Budget, neededMs: number, step: string): void {
  if (remaining(clock, budget) < neededMs) throw new HandlerFailure('deadline.reached', { step })
}

/** The same budget with `ms` kept back at its end, e.g. for undo. */
export function holdBack(budget: Budget, ms: number): Budget {
  return { deadline: budget.deadline - ms }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdBack, remaining, requireTime, startBudget } from '../../src/core/budget.ts'
import { HandlerFailure } from '../../src/core/failure.ts'

/** A clock that stands still until it is set. */
function clockAt(time: number): { time: number; monotonic: () => number } {
  const clock = { time, monotonic: () => clock.time }
  return clock
}

describe('a budget', () => {
  it('is charged with the time that goes by, and is never negative', () => {
    const clock = clockAt(1000)
    const budget = startBudget(clock, 500)

    const left = [1000, 1300, 1500, 9000].map((time) => {
      clock.time = time
      return remaining(clock, budget)
    })

    expect(left).toEqual([500, 200, 0, 0])
  })

  it('gives its end away when some of it is held back', () => {
    const clock = clockAt(0)
    const budget = startBudget(clock, 500)

    expect(remaining(clock, holdBack(budget, 200))).toBe(300)
    expect(remaining(clock, holdBack(budget, 900))).toBe(0)
    expect(remaining(clock, budget)).toBe(500)
  })

  it('is never more than it was', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (start, ms, passed) => {
        const clock = clockAt(start)
        const budget = startBudget(clock, ms)
        clock.time += passed

        expect(remaining(clock, budget)).toBe(Math.max(0, ms - passed))
      }),
    )
  })
})

describe('requireTime', () => {
  it('lets a step begin that has exactly the time it needs', () => {
    const clock = clockAt(0)

    expect(() => {
      requireTime(clock, startBudget(clock, 45), 45, 'install')
    }).not.toThrow()
  })

  it('names the step that has not', () => {
    const clock = clockAt(0)

    expect(() => {
      requireTime(clock, startBudget(clock, 44), 45, 'install login')
    }).toThrow(new HandlerFailure('deadline.reached', { step: 'install login' }))
  })
})

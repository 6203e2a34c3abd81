import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'

describe('systemClock', () => {
  const clock = systemClock()

  it('tells the time of day', () => {
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000)
  })

  it('sleeps for about as long as asked, on a clock that goes forward', async () => {
    const started = clock.monotonic()

    await clock.sleep(30)

    expect(clock.monotonic() - started).toBeGreaterThanOrEqual(28)
  })
})

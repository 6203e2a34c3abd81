import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoff, jittered, parseRetryAfter, rolloutDelay } from '../../src/core/retry.ts'

const bounds = { baseMs: 2000, capMs: 30_000 }

describe('backoff', () => {
  it.each([
    [0, 2000],
    [1, 4000],
    [3, 16_000],
    [4, 30_000],
    [1000, 30_000],
    [-1, 2000],
  ])('try %i waits below %i ms', (attempt, ceiling) => {
    expect(backoff(attempt, () => 0, bounds)).toBe(0)
    expect(backoff(attempt, () => 0.999_999, bounds)).toBe(ceiling - 1)
    expect(backoff(attempt, () => 0.5, bounds)).toBe(ceiling / 2)
  })
})

describe('jittered', () => {
  it('never shortens the documented wait and adds at most the spread or the wait itself', () => {
    expect(jittered(0, () => 0.9, 2000)).toBe(0)
    expect(jittered(1000, () => 0, 2000)).toBe(1000)
    expect(jittered(1000, () => 0.5, 2000)).toBe(1500)
    expect(jittered(30_000, () => 0.5, 2000)).toBe(31_000)
  })
})

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0)

  it.each([
    ['0', 0],
    ['2', 2000],
    [' 7 ', 7000],
    ['86400', 60_000],
    ['Sun, 22 Nov 2026 12:00:09 GMT', 9000],
    ['Sunday, 22-Nov-26 12:00:09 GMT', 9000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['Sun, 22 Nov 2037 11:00:00 GMT', 60_000],
    ['', undefined],
    [undefined, undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['Sun, no date', undefined],
    ['2026', 60_000],
  ])('%s', (header, expected) => {
    expect(parseRetryAfter(header, now, 60_000)).toBe(expected)
  })

  it('never answers anything outside its bounds', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const waitMs = parseRetryAfter(header, now, 60_000) ?? 0
        expect(waitMs).toBeGreaterThanOrEqual(0)
        expect(waitMs).toBeLessThanOrEqual(60_000)
      }),
    )
  })
})

describe('rolloutDelay', () => {
  it('is stable, whatever the case of the id', () => {
    const id = '02aab8a4-74ef-476e-8182-f6d2ba4166a6'

    expect(rolloutDelay(id, 45_000)).toBe(rolloutDelay(id.toUpperCase(), 45_000))
    expect(rolloutDelay(id, 45_000)).toBe(43_795)
  })

  it('is nothing without a window or an id', () => {
    expect(rolloutDelay('id', 0)).toBe(0)
    expect(rolloutDelay('id', -5)).toBe(0)
    expect(rolloutDelay('', 45_000)).toBe(0)
  })

  it('stays within the window', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 600_000 }), (id, window) => {
        expect(rolloutDelay(id, window)).toBeGreaterThanOrEqual(0)
        expect(rolloutDelay(id, window)).toBeLessThan(window)
      }),
    )
  })

  it('spreads ids that differ in the last digits only', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `02aab8a4-74ef-476e-8182-${String(n).padStart(12, '0')}`)

    const tenths = new Map<number, number>()
    for (const id of ids) {
      const tenth = Math.floor(rolloutDelay(id, 1000) / 100)
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1)
    }

    expect(tenths.size).toBe(10)
    expect(Math.max(...tenths.values())).toBeLessThan(150)
    expect(Math.min(...tenths.values())).toBeGreaterThan(50)
  })
})

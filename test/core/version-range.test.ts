import { describe, expect, it } from 'vitest'
import { compareVersions, isAbove, isBelow, isWithin, parseRange, parseVersion } from '../../src/core/version-range.ts'

describe('parseVersion', () => {
  it.each([
    ['12', [12]],
    ['20.04', [20, 4]],
    ['42.3', [42, 3]],
    ['3.0.20240727', [3, 0, 20_240_727]],
  ])('%s', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected)
  })

  it.each(['', 'testing', '-1', '1.', '.1', '1..2', '12 ', '１２', '1e3', '99999999999', '1.2.3.4.5.6'])(
    'not %s',
    (text) => {
      expect(parseVersion(text)).toBeUndefined()
    },
  )
})

describe('parseRange', () => {
  it.each([
    ['12', { from: [12], to: [12] }],
    ['7.4-7.10', { from: [7, 4], to: [7, 10] }],
    ['8.3+', { from: [8, 3], to: [8] }],
  ])('%s', (text, expected) => {
    expect(parseRange(text)).toEqual(expected)
  })

  it.each(['', '+', '-', '7.4-', '-7.4', '7.10-7.4', '1-2-3', '7.x', '8.3++', '7.4-8+'])('not %s', (text) => {
    expect(parseRange(text)).toBeUndefined()
  })
})

describe('isWithin', () => {
  it.each([
    ['12', '12', true],
    ['12', '12.5', true],
    ['12', '11', false],
    ['12', '13', false],
    ['20.04', '20.10', false],
    ['20.04', '20.4', true],
    ['7.4-7.10', '7.3', false],
    ['7.4-7.10', '7.4', true],
    ['7.4-7.10', '7.9', true],
    ['7.4-7.10', '7.10.3', true],
    ['7.4-7.10', '7.11', false],
    ['7.4-7.10', '7', false],
    ['8.3+', '8.2', false],
    ['8.3+', '8.3', true],
    ['8.3+', '8.10', true],
    ['8.3+', '9.0', false],
  ])('%s holds %s: %s', (range, version, expected) => {
    expect(isWithin(parseVersion(version)!, parseRange(range)!)).toBe(expected)
  })

  it('is exactly neither below nor above', () => {
    const range = parseRange('15.1-15.5')!
    for (const text of ['14', '15', '15.0', '15.1', '15.5', '15.5.9', '15.6', '16', '42.3']) {
      const version = parseVersion(text)!
      const places = [isBelow(version, range.from), isWithin(version, range), isAbove(version, range.to)]
      expect(places.filter(Boolean)).toHaveLength(1)
    }
  })
})

describe('compareVersions', () => {
  it('compares numbers, not text, and takes missing parts for 0', () => {
    expect(compareVersions([7, 10], [7, 9])).toBeGreaterThan(0)
    expect(compareVersions([9], [12])).toBeLessThan(0)
    expect(compareVersions([3], [3, 0])).toBe(0)
  })
})

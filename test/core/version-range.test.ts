import { describe, expect, it } from 'vitest'
import {
  comesAfter,
  firstVersion,
  isBelow,
  isSingleVersion,
  isWithin,
  parseRange,
  parseVersion,
} from '../../src/core/version-range.ts'

describe('parseVersion', () => {
  it.each([
    ['12', '12.0.0'],
    ['20.04', '20.4.0'],
    ['42.3', '42.3.0'],
    ['3.0.20240727', '3.0.20240727'],
  ])('%s', (text, expected) => {
    expect(parseVersion(text)?.version).toBe(expected)
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
    ['12', '>=12.0.0 <13.0.0-0'],
    ['7.4-7.10', '>=7.4.0 <7.11.0-0'],
    ['8.3+', '>=8.3.0 <9.0.0-0'],
    ['20.04', '>=20.4.0 <20.5.0-0'],
  ])('%s', (text, expected) => {
    expect(parseRange(text)?.range).toBe(expected)
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
      const above = comesAfter(parseRange(text)!, range)
      expect([isBelow(version, range), isWithin(version, range), above].filter(Boolean)).toHaveLength(1)
    }
  })
})

describe('comesAfter', () => {
  it.each([
    ['9', '8.3+', true],
    ['9.0-9.6', '8.3+', true],
    ['8.10', '8.3+', false],
    ['7.10', '7.9', true],
    ['20.10', '20.04', true],
    ['18.04', '20.04', false],
  ])('%s after %s: %s', (range, other, expected) => {
    expect(comesAfter(parseRange(range)!, parseRange(other)!)).toBe(expected)
  })
})

describe('isSingleVersion and firstVersion', () => {
  it.each([
    ['12', true, '12'],
    ['22.04', true, '22.04'],
    ['8.3+', false, '8.3'],
    ['7.4-7.10', false, '7.4'],
  ])('%s: %s, %s', (versions, single, first) => {
    expect(isSingleVersion(versions)).toBe(single)
    expect(firstVersion(versions)).toBe(first)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRpmVersions, sortNewestFirst } from '../../src/core/rpm-version.ts'

describe('compareRpmVersions', () => {
  it.each([
    ['1.0.2-1', '1.0.1-1'],
    ['1.0.10-1', '1.0.9-1'],
    ['1.0.027980001-1', '1.0.027950001-1'],
    ['1.0.1-2', '1.0.1-1'],
    ['1.0.1-10.el9', '1.0.1-9.el9'],
    ['1:0.1-1', '9.0-1'],
    ['1.0.1', '1.0'],
    ['1.0', '1.0~rc1'],
    ['1.0^git1', '1.0'],
    ['1.0.1', '1.0^git1'],
    ['1.0.1', '1.0.a'],
    ['1.0b', '1.0a'],
    ['1.0-1', '1.0'],
    ['20000000000000000000002', '20000000000000000000001'],
  ])('takes %s for newer than %s', (newer, older) => {
    expect(compareRpmVersions(newer, older)).toBeGreaterThan(0)
    expect(compareRpmVersions(older, newer)).toBeLessThan(0)
  })

  it.each([
    ['1.0-1', '1.0-1'],
    ['1.01', '1.1'],
    ['0:1.0-1', '1.0-1'],
    ['1.0_1', '1.0.1'],
  ])('takes %s and %s for equal', (a, b) => {
    expect(compareRpmVersions(a, b)).toBe(0)
  })

  it('is an order: what is turned around turns around, and it is consistent', () => {
    const version = fc.stringMatching(/^([0-2]:)?[0-9a-c.~^]{0,6}(-[0-9.a]{1,3})?$/)

    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareRpmVersions(a, b))).toBe(0 - Math.sign(compareRpmVersions(b, a)))
        if (compareRpmVersions(a, b) <= 0 && compareRpmVersions(b, c) <= 0)
          expect(compareRpmVersions(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('sortNewestFirst', () => {
  it('puts the newest first and changes nothing else', () => {
    expect(sortNewestFirst(['1.0.9-1', '1.0.10-1', '1:0-1', '1.0.9~1-1'])).toEqual([
      '1:0-1',
      '1.0.10-1',
      '1.0.9-1',
      '1.0.9~1-1',
    ])
  })
})

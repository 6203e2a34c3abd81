import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isVersion } from '../../src/core/package-version.ts'

describe('isVersion', () => {
  it.each([
    ['1.0.027980001', '1.0.027980001'],
    ['1.0.027980001-1', '1.0.027980001'],
    ['1.0.027980001-1', '1.0.027980001-1'],
    ['1.0.2-3.el9', '1.0.2'],
    ['0:1.0.2-1', '1.0.2'],
    ['0:1.0.2-1', '1.0.2-1'],
    ['1:1.0.2-1', '1:1.0.2'],
    ['1.0~rc1+b2', '1.0~rc1+b2'],
  ])('%s is %s', (installed, wanted) => {
    expect(isVersion(installed, wanted)).toBe(true)
  })

  it.each([
    ['1.0.027980002-1', '1.0.027980001'],
    ['1.0.027980001', '1.0.02798'],
    ['1.0.02798', '1.0.2798'],
    ['1.0.027980001-2', '1.0.027980001-1'],
    ['1.0.027980001', '1.0.027980001-1'],
    ['1.0.2.1-1', '1.0.2'],
    ['1.0.2-1-1', '1.0.2'],
    ['1.0.2-1', '0:1.0.2'],
    ['2:1.0.2-1', '1:1.0.2'],
    ['', '1.0.2'],
  ])('%s is not %s', (installed, wanted) => {
    expect(isVersion(installed, wanted)).toBe(false)
  })

  it('knows every version by itself, and by itself without its release', () => {
    const upstream = fc.stringMatching(/^[0-9][0-9a-z.+~]{0,10}$/)
    const release = fc.stringMatching(/^[0-9a-z.]{1,6}$/)

    fc.assert(
      fc.property(upstream, release, (version, of) => {
        expect(isVersion(`${version}-${of}`, version)).toBe(true)
        expect(isVersion(`${version}-${of}`, `${version}-${of}`)).toBe(true)
        expect(isVersion(version, `${version}-${of}`)).toBe(false)
      }),
    )
  })
})

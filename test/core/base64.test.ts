import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, toBase64 } from '../../src/core/base64.ts'

describe('base64', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foobar', 'Zm9vYmFy'],
    ['käse', 'a8Okc2U='],
  ])('%j is %j (RFC 4648 §10)', (text, base64) => {
    expect(toBase64(new TextEncoder().encode(text))).toBe(base64)
    expect(new TextDecoder().decode(fromBase64(base64))).toBe(text)
  })

  it('gives any bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      }),
    )
  })

  it('takes the largest file that is read', () => {
    expect(toBase64(new Uint8Array(1024 * 1024)).length).toBe(1_398_104)
  })

  it('refuses what is none', () => {
    expect(() => fromBase64('a*b')).toThrow('Invalid character')
  })
})

import { describe, expect, it } from 'vitest'
import { isTrusted } from '../../src/core/trusted-key.ts'

const fingerprint = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'

describe('isTrusted', () => {
  it.each([
    ['the last eight digits', ['00000000', 'BE1229CF']],
    ['in lower case', ['be1229cf']],
    ['the last sixteen', ['EB3E94ADBE1229CF']],
    ['the whole fingerprint', [fingerprint]],
  ])('knows a key by %s', (_, listed) => {
    expect(isTrusted(listed, fingerprint)).toBe(true)
  })

  it.each([
    ['none is listed', []],
    ['another is', ['F748182B']],
    ['only its beginning is', ['BC528686']],
    ['too little of it is', ['1229CF', '']],
    ['more than it is', [`00${fingerprint}`]],
  ])('does not when %s', (_, listed) => {
    expect(isTrusted(listed, fingerprint)).toBe(false)
  })
})

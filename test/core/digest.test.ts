import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/digest.ts'

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('of %j is that of FIPS 180', async (text, hash) => {
    expect(await sha256(text)).toBe(hash)
  })

  it('is the same for a text and its bytes, a part of a larger buffer included', async () => {
    const bytes = new TextEncoder().encode('xkäse').subarray(1)

    expect(await sha256(bytes)).toBe(await sha256('käse'))
  })

  it('agrees with another implementation on any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
      }),
    )
  })
})

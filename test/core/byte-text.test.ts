import { describe, expect, it } from 'vitest'
import { bytesOfText, textOfBytes } from '../../src/core/byte-text.ts'

describe('texts of bytes', () => {
  it('give back every byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)

    expect(bytesOfText(textOfBytes(bytes))).toEqual(bytes)
  })

  it('have one character for each byte, whatever the encoding', () => {
    const broken = Uint8Array.from([0xff, 0xc3, 0x28, 0x0d, 0x0a])

    expect(textOfBytes(broken)).toBe('\u00ff\u00c3(\r\n')
    expect([textOfBytes(new Uint8Array()), bytesOfText('')]).toEqual(['', new Uint8Array()])
  })
})

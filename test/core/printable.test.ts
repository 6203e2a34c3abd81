import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine, printable } from '../../src/core/printable.ts'
import { anyText } from '../any-text.ts'

describe('printable', () => {
  it.each([
    ['keeps line ends and plain text', 'a\nb é 漢 😀', 'a\nb é 漢 😀'],
    ['makes every line end the same', 'a\r\nb\rc', 'a\nb\nc'],
    ['turns control characters into spaces', 'a\u0000b\u001b[31mc\u0085d\te', 'a b [31mc d e'],
    ['drops characters that nobody sees', 'a\u202Eb\u200Bc\uFEFFd', 'abcd'],
    ['mends lone surrogates', 'a\uD83Db', 'a\uFFFDb'],
  ])('%s', (_, given, expected) => {
    expect(printable(given, 100)).toBe(expected)
  })

  it('cuts with an ellipsis and never through a surrogate pair', () => {
    expect(printable('abcdef', 6)).toBe('abcdef')
    expect(printable('abcdefg', 6)).toBe('abcde…')
    expect(printable('abcd😀g', 6)).toBe('abcd…')
  })

  it('is well-formed, free of control characters and short enough, whatever is given', () => {
    fc.assert(
      fc.property(anyText(200), fc.integer({ min: 1, max: 100 }), (text, max) => {
        const told = printable(text, max)

        expect(told.isWellFormed()).toBe(true)
        expect(told.length).toBeLessThanOrEqual(max)
        expect(told).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}|\p{Cs}/u)
      }),
    )
  })
})

describe('oneLine', () => {
  it('puts a text on one line with single spaces', () => {
    expect(oneLine('  a\n\n b\t\tc  ', 100)).toBe('a b c')
  })

  it('never has a line end', () => {
    fc.assert(fc.property(anyText(200), (text) => !oneLine(text, 100).includes('\n')))
  })
})

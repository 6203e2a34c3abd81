import { describe, expect, it } from 'vitest'
import { columns, paragraph } from '../../src/adapters/columns.ts'

const red = '\u001B[31mno\u001B[39m'

describe('columns', () => {
  it('aligns cells and leaves no white space behind', () => {
    expect(
      columns(
        [
          ['a', 'bbb', 'c'],
          ['aaaa', '', 'c'],
          ['a', 'b', ''],
        ],
        80,
      ),
    ).toBe(['a     bbb  c', 'aaaa       c', 'a     b'].join('\n'))
  })

  it('counts no colours', () => {
    expect(
      columns(
        [
          [red, 'x'],
          ['yes', 'x'],
        ],
        80,
      ),
    ).toBe(`${red}   x\nyes  x`)
  })

  it('wraps the last cell below itself', () => {
    expect(
      columns(
        [
          ['name', 'one two three four five six seven'],
          ['n', 'x'],
        ],
        38,
      ),
    ).toBe(['name  one two three four five six', '      seven', 'n     x'].join('\n'))
  })

  it('never breaks a word, so that it can be copied', () => {
    const path = `/${'x'.repeat(100)}`

    expect(columns([['see', `the log ${path} for more`]], 50)).toBe(`see  the log\n     ${path}\n     for more`)
  })

  it('puts the last cell below the others where it would be too narrow', () => {
    expect(columns([['a'.repeat(20), 'one two three four five']], 40)).toBe(
      `${'a'.repeat(20)}\n    one two three four five`,
    )
  })

  it('writes each row on one line without a width', () => {
    const long = 'word '.repeat(100).trim()

    expect(columns([['a', `${long}\n  second line`]], undefined)).toBe(`a  ${long} second line`)
  })

  it('takes rows of any length', () => {
    expect(columns([], 80)).toBe('')
    expect(columns([[], ['only']], 80)).toBe('\nonly')
    expect(columns([['heading'], ['a', 'b']], 80)).toBe('heading\na  b')
  })
})

describe('paragraph', () => {
  it('is wrapped and indented', () => {
    expect(paragraph('one two three four', 14, 4)).toBe('    one two\n    three four')
    expect(paragraph('one two', undefined, 2)).toBe('  one two')
  })
})

import { describe, expect, it } from 'vitest'
import { aligned, grouped, markdown } from '../../simulation/table.ts'

const rows = [
  ['', 'peak', 'failed'],
  ['ours', '7', 'none'],
  ['theirs', '1,200', '3 with 20'],
]

describe('tables', () => {
  it('are aligned for a terminal, numbers to the right', () => {
    expect(aligned(rows)).toBe(
      ['         peak  failed', '────────────────────────', 'ours        7  none', 'theirs  1,200  3 with 20'].join(
        '\n',
      ),
    )
  })

  it('are aligned in Markdown', () => {
    expect(markdown(rows)).toBe(
      [
        '|        |  peak | failed    |',
        '| ------ | ----: | --------- |',
        '| ours   |     7 | none      |',
        '| theirs | 1,200 | 3 with 20 |',
      ].join('\n'),
    )
  })

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567.8, '1,234,568'],
  ])('group the digits of %d', (number, text) => {
    expect(grouped(number)).toBe(text)
  })
})

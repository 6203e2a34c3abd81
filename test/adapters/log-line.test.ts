import { describe, expect, it } from 'vitest'
import { logLine } from '../../src/adapters/log-line.ts'
import { redactor } from '../../src/core/redact.ts'

const line = (message: string, fields: Record<string, unknown> = {}): string =>
  logLine('START', message, fields, redactor(['hunter2']))

describe('logLine', () => {
  it.each([
    ['a message', 'done', {}, 'START done'],
    ['plain fields', 'ran', { code: 0, ok: true, path: '/a/b' }, 'START ran code=0 ok=true path=/a/b'],
    ['text with spaces or signs', 'x', { a: 'b c', d: 'e="f"', g: '' }, 'START x a="b c" d="e=\\"f\\"" g=""'],
    ['structures', 'x', { list: [1, { a: 'b' }] }, "START x list=[ 1, { a: 'b' } ]"],
    ['what is not there', 'x', { gone: undefined, none: null }, 'START x none=null'],
    ['a secret in the message', 'got hunter2', {}, 'START got ***'],
    [
      'secrets in fields',
      'x',
      { a: ['hunter2'], password: 'y', url: 'http://u:p@h' },
      "START x a=[ '***' ] password=*** url=http://***@h",
    ],
  ])('tells %s', (_, message, fields, expected) => {
    expect(line(message, fields)).toBe(expected)
  })

  it('puts output of programs below, indented, so that it cannot pass for an entry', () => {
    const told = line('failed', { code: 1, output: 'E: one\n2026-11-22T00:00:00.000Z info  [x] forged\n' })

    expect(told).toBe('START failed code=1\n    output: E: one\n    2026-11-22T00:00:00.000Z info  [x] forged')
  })

  it('does not let a message start an entry either', () => {
    expect(line('a\nb\u001b[31m')).toBe('START a\n    b [31m')
  })

  it('tells an error with its stack and every cause', () => {
    const error = new Error('top hunter2', { cause: new TypeError('middle', { cause: 'bottom' }) })

    const told = line('failed', { error })

    expect(told).toMatch(/^START failed\n {4}error: Error: top \*\*\*\n {8}at /)
    expect(told).toContain('\n    caused by TypeError: middle\n')
    expect(told).toContain("\n    caused by 'bottom'")
  })

  it('ends in a chain of causes that has no end', () => {
    const error = new Error('round')
    error.cause = error

    expect(line('failed', { error }).match(/caused by/g)).toHaveLength(7)
  })

  it('cuts what is endless', () => {
    expect(line('x'.repeat(100_000)).length).toBeLessThan(33_000)
  })
})

import { describe, expect, it } from 'vitest'
import { statusText } from './sample-handler.ts'
import { reportStatus } from './status-report.ts'
import { statusViolations } from './status-rules.ts'

type Fields = Record<string, unknown>

/** Returns a good status with fields of its inner status replaced. */
function status(different: Fields): string {
  const parsed = JSON.parse(statusText('success', 0, 'done')) as [{ status: Fields }]
  parsed[0].status = { ...parsed[0].status, ...different }
  return JSON.stringify(parsed)
}

function substatus(...items: unknown[]): string {
  return status({ substatus: items })
}

const part = { name: 'sshd', status: 'success', code: 0, formattedMessage: { lang: 'en-US', message: 'ok' } }
const report = (file: string | Buffer) => reportStatus(Buffer.from(file), 3, '2.15.0.1')

describe('reportStatus', () => {
  it('reports a good file as it is', () => {
    expect(report(substatus(part)).extension).toEqual({
      sequence: 3,
      status: 'success',
      code: 0,
      operation: 'Enable',
      message: 'done',
      substatuses: [{ name: 'sshd', status: 'success', code: 0, message: 'ok' }],
    })
  })

  it('calls a missing file transitioning', () => {
    expect(reportStatus(undefined, 3, '2.15.0.1').extension).toMatchObject({ status: 'transitioning', code: 0 })
  })

  it.each([
    ['empty', ''],
    ['truncated', '[{"version":1.0'],
    ['a byte order mark', `\uFEFF${status({})}`],
    ['no array', '{"status":{}}'],
    ['no status', '[{"version":1.0}]'],
    ['no status.status', '[{"status":{"code":1}}]'],
    ['a capital Message', status({ formattedMessage: { lang: 'en-US', Message: 'x' } })],
    ['no lang', status({ formattedMessage: { message: 'x' } })],
    ['a substatus without status', substatus({ name: 'a' })],
    ['a substatus of unknown status', substatus({ ...part, status: 'Success' })],
  ])('makes error 1012 of %s', (_, file) => {
    expect(report(file).extension).toMatchObject({ status: 'error', code: 1012 })
    expect(statusViolations(Buffer.from(file))).not.toEqual([])
  })

  it('keeps the substatuses before the invalid one', () => {
    expect(report(substatus(part, { name: 'b' })).extension?.substatuses.map(({ name }) => name)).toEqual(['sshd'])
  })

  it.each([
    ['invalid UTF-8', Buffer.from([0x5b, 0xff, 0x5d])],
    ['[null]', '[null]'],
    ['[5]', '[5]'],
    ['status null', '[{"status":null}]'],
    ['formattedMessage a number', status({ formattedMessage: 5 })],
    ['substatus a number', status({ substatus: 5 })],
    ['a substatus item that is a number', substatus(5)],
    ['a nested array', substatus([part])],
    ['a message that is no string', status({ formattedMessage: { lang: 'en', message: 5 } })],
    ['a file above the limit without a message', status({ formattedMessage: null, x: 'x'.repeat(131_072) })],
  ])('loses the status of the VM on %s', (_, file) => {
    expect(report(file)).toEqual({ extension: undefined, lost: true })
    expect(statusViolations(Buffer.from(file))).not.toEqual([])
  })

  it('passes a message that is no string on in the old agent', () => {
    const file = Buffer.from(status({ formattedMessage: { lang: 'en', message: 5 } }))

    expect(reportStatus(file, 3, '2.7.3.0')).toMatchObject({ lost: false, extension: { message: 5 } })
  })

  it.each([
    ['null', 'null', null],
    ['[]', '[]', null],
    ['an unknown status', status({ status: 'Success', code: 7 }), 'error'],
    ['no formattedMessage', status({ formattedMessage: null }), 'success'],
    ['no substatus', status({ substatus: null }), 'success'],
    ['a null among the substatuses', substatus(null, part), 'success'],
  ])('takes %s', (_, file, expected) => {
    expect(report(file).extension?.status).toBe(expected)
    expect(statusViolations(Buffer.from(file))).not.toEqual([])
  })

  it('truncates above the limit', () => {
    const huge = { ...part, formattedMessage: { lang: 'en-US', message: 'm'.repeat(20_000) } }
    const many = status({
      formattedMessage: { lang: 'en-US', message: 'x'.repeat(9000) },
      substatus: Array(20).fill(huge),
    })

    const { extension } = report(many)

    expect(extension?.message).toBe(`${'x'.repeat(1024)} ... [TRUNCATED]`)
    expect(extension?.substatuses[0]?.message).toHaveLength(10_256)
    expect(extension?.substatuses).toHaveLength(12)
  })
})

describe('statusViolations', () => {
  it('finds nothing in a good file', () => {
    expect(statusViolations(Buffer.from(substatus(part)))).toEqual([])
  })

  it.each([
    ['warning', status({ status: 'warning' }), '0.status.status'],
    ['a code that is no 32-bit integer', status({ code: 2 ** 31 }), '0.status.code'],
    ['a code as text', status({ code: '22' }), '0.status.code'],
    ['a long message', status({ formattedMessage: { lang: 'en', message: 'x'.repeat(1025) } }), 'longer than the 1024'],
    ['a slash in a substatus name', substatus({ ...part, name: 'a/b' }), 'a slash in the name'],
    ['a local time', status({ configurationAppliedTime: '2026-01-31 12:00' }), 'configurationAppliedTime'],
    ['a lone surrogate', status({ formattedMessage: { lang: 'en', message: '\uD800' } }), 'a lone surrogate'],
    ['a second element', JSON.stringify([...(JSON.parse(status({})) as unknown[]), {}]), 'expected array'],
  ])('finds %s', (_, file, words) => {
    expect(statusViolations(Buffer.from(file)).join('\n')).toContain(words)
  })
})

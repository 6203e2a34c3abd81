import { describe, expect, it } from 'vitest'
import { statusProblems } from './status-validator.ts'

const message = { lang: 'en-US', message: 'text' }
const sub = { name: 'ssh', status: 'success', code: 0, formattedMessage: message }
const status = {
  name: 'n',
  operation: 'Enable',
  configurationAppliedTime: '2026-11-22T02:00:00Z',
  status: 'success',
  code: 0,
  formattedMessage: message,
  substatus: [sub],
}
const entry = { version: 1, timestampUTC: '2026-11-22T02:00:00Z', status }
const file = (changed: object): string => JSON.stringify([{ ...entry, status: { ...status, ...changed } }])

describe('statusProblems', () => {
  it('takes a status as the agent wants it', () => {
    expect(statusProblems(file({}))).toEqual([])
    expect(statusProblems(new TextEncoder().encode(file({})))).toEqual([])
  })

  it.each([
    ['empty', '', 'not JSON'],
    ['truncated', file({}).slice(0, -1), 'not JSON'],
    ['a byte order mark', `\uFEFF${file({})}`, 'byte order mark'],
    ['a lone surrogate', file({}).replace('text', '\uD800'), 'ill-formed Unicode'],
    ['too large', file({}).replace('text', 'x'.repeat(131_072)), 'above 131072 characters'],
    ['an object', JSON.stringify(entry), 'not an array of one'],
    ['null', 'null', 'not an array of one'],
    ['no element', '[]', 'not an array of one'],
    ['[null]', '[null]', 'element is not an object'],
    ['no status', JSON.stringify([{ ...entry, status: null }]), 'status is not an object'],
    ['a capital state', file({ status: 'Success' }), 'status.status is none of transitioning,error,success'],
    [
      'warning, which is not final',
      file({ status: 'warning' }),
      'status.status is none of transitioning,error,success',
    ],
    ['a code of text', file({ code: '22' }), 'status.code is not a 32-bit integer'],
    ['a code beyond 32 bits', file({ code: 2 ** 31 }), 'status.code is not a 32-bit integer'],
    ['a fraction', file({ code: 1.5 }), 'status.code is not a 32-bit integer'],
    [
      'a number for message',
      file({ formattedMessage: { lang: 'en-US', message: 5 } }),
      'status.message is not a string',
    ],
    ['capital Lang', file({ formattedMessage: { Lang: 'en-US', message: '' } }), 'status.lang is not a string'],
    ['no message', file({ formattedMessage: undefined }), 'status.formattedMessage is not an object'],
    ['a number for substatus', file({ substatus: 5 }), 'substatus is not an array'],
    ['a nested substatus', file({ substatus: [[]] }), 'substatus[0] is not an object'],
    [
      'a substatus without state',
      file({ substatus: [{ ...sub, status: undefined }] }),
      'substatus[0].status is none of transitioning,warning,error,success',
    ],
    ['a slash in a name', file({ substatus: [{ ...sub, name: 'a/b' }] }), 'substatus[0].name has a slash'],
    ['control characters', file({ operation: 'a\tb' }), 'operation has control characters'],
    ['a local time', file({ configurationAppliedTime: '2026-11-22' }), 'configurationAppliedTime is not a UTC time'],
  ])('refuses %s', (_, text, problem) => {
    expect(statusProblems(text)).toEqual([problem])
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(statusProblems(new Uint8Array([0x22, 0xff, 0x22]))).toEqual(['not UTF-8'])
  })
})

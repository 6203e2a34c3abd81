import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memberName, parseJson, readJson } from '../../src/agent/json.ts'
import { anyText } from '../any-text.ts'
import { World } from '../world.ts'

describe('parseJson', () => {
  it.each([
    ['an object', '{"a":1}', { a: 1 }],
    ['null', ' null ', null],
    ['a byte order mark before it', '\uFEFF[1]', [1]],
  ])('reads %s', (_, text, value) => {
    expect(parseJson(text)).toEqual({ kind: 'value', value })
  })

  it.each(['', ' \n\t', '\uFEFF', '\uFEFF  '])('takes %j for blank', (text) => {
    expect(parseJson(text)).toEqual({ kind: 'blank' })
  })

  it('says where text stops being JSON and never quotes it', () => {
    const reading = parseJson('{\n  "password": "hunter2",\n  oops }')

    expect(reading).toEqual({ kind: 'unusable', problem: 'not valid JSON at position 29 (line 3 column 3)' })
    expect(parseJson('hunter2')).toEqual({ kind: 'unusable', problem: 'not valid JSON' })
  })

  it('refuses what is nested too deep, without running out of stack', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

    expect(parseJson(nested(32)).kind).toBe('value')
    expect(parseJson(nested(33))).toEqual({ kind: 'unusable', problem: 'nested more than 32 levels deep' })
    expect(parseJson(nested(400_000)).kind).toBe('unusable')
  })

  it('refuses members named __proto__ and says where', () => {
    expect(parseJson('{"a":{"__proto__":{"isAdmin":true}}}')).toEqual({
      kind: 'unusable',
      problem: 'a member named a.__proto__ is not allowed',
    })
  })

  it('never throws and never quotes what could be a secret', () => {
    fc.assert(
      fc.property(anyText(30), (text) => {
        const reading = parseJson(`${text}"correct horse" battery`)

        expect(reading.kind).toBe('unusable')
        expect(JSON.stringify(reading)).not.toContain('horse')
      }),
    )
  })
})

describe('readJson', () => {
  const throwing = (error: Error) => ({ ...new World().host().files, readText: () => Promise.reject(error) })

  it('tells an absent file from an empty one', async () => {
    const { files } = new World().file('/empty', '').host()

    expect(await readJson(files, '/none', 10)).toEqual({ kind: 'absent' })
    expect(await readJson(files, '/empty', 10)).toEqual({ kind: 'blank' })
  })

  it('refuses a file that is too large', async () => {
    const { files } = new World().file('/large', '[1,2,3,4]').host()

    expect(await readJson(files, '/large', 8)).toEqual({ kind: 'unusable', problem: 'larger than 8 bytes' })
  })

  it.each(['EISDIR', 'ELOOP', 'ENXIO'])('refuses what is no file (%s)', async (code) => {
    const reading = await readJson(throwing(Object.assign(new Error(code), { code })), '/x', 10)

    expect(reading).toEqual({ kind: 'unusable', problem: `not a readable file (${code})` })
  })

  it('lets other trouble through', async () => {
    const denied = Object.assign(new Error('no'), { code: 'EACCES' })

    await expect(readJson(throwing(denied), '/x', 10)).rejects.toBe(denied)
  })
})

describe('memberName', () => {
  it.each([
    ['proxi', 'proxi'],
    ['a\nb"c\u0000\uD800', 'a?b?c?\uFFFD'],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
  ])('makes %j fit for a text', (name, expected) => {
    expect(memberName(name)).toBe(expected)
  })
})

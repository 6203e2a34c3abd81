import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactor } from '../../src/core/redact.ts'
import { anyText } from '../any-text.ts'

describe('text', () => {
  const { text } = redactor([])

  it.each([
    ['a password in a URL', 'via http://bob:hunter2@proxy:3128/ x', 'via http://***@proxy:3128/ x'],
    ['a password with @ in it', 'http://bob:p@ss@proxy', 'http://***@proxy'],
    ['a token as user name', 'https://ghp_abc@host/x', 'https://***@host/x'],
    ['a SAS query', 'https://s.blob/x?sv=1&sig=aB%2F3%3D&se=2', 'https://s.blob/x?sv=1&sig=***&se=2'],
    ['Authorization', 'Authorization: Bearer abc.def', 'Authorization: ***'],
    ['Proxy-Authorization', '> proxy-authorization: Basic Ym9iOng=\nnext', '> proxy-authorization: ***\nnext'],
    ['a header in JSON', '{"Authorization":"Basic x"}', '{"Authorization":***'],
    ['a JWT', 'got eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJ4In0.c2ln-_x ok', 'got *** ok'],
    ['a password assignment', 'password=hunter2 next', 'password=*** next'],
    ['a token assignment', 'a=1&access_token=xyz&b=2', 'a=1&access_token=***&b=2'],
  ])('removes %s', (_, given, expected) => {
    expect(text(given)).toBe(expected)
  })

  it.each([
    ['an address without credentials', 'https://packages.microsoft.com/debian/12/prod/dists/bookworm/InRelease'],
    ['an e-mail address', 'write to someone@example.com'],
    ['an @ in a path', 'https://host/a@b'],
    ['an exit code', 'ended with code=22'],
  ])('leaves %s alone', (_, given) => {
    expect(text(given)).toBe(given)
  })

  it('takes linear time for text made to be slow', () => {
    const slow = ['a'.repeat(200_000), 'eyJ'.repeat(60_000), 'http://'.repeat(30_000), 'sig='.repeat(50_000)]

    const started = performance.now()
    for (const given of slow) expect(text(given).length).toBeGreaterThan(0)

    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('registered secrets', () => {
  const secret = 'p@ss "wörd"/+1'
  const { text, value } = redactor([secret, 'abc'])
  const utf8 = (given: string): string => Buffer.from(given, 'utf8').toString('base64')

  it.each([
    ['plain', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in lower case', encodeURIComponent(secret).replace(/%../g, (octet) => octet.toLowerCase())],
    ['in a form', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
  ])('are removed %s', (_, spelling) => {
    expect(text(`<${spelling}>`)).toBe('<***>')
  })

  it.each(['', 'u', 'us', 'user:'])('are removed inside base64 of %j and the secret', (before) => {
    const encoded = utf8(`${before}${secret}`)
    const core = utf8(secret).slice(4, -4)

    expect(text(encoded)).toContain('***')
    expect(text(encoded)).not.toContain(core)
    expect(text(Buffer.from(`${before}${secret}`).toString('base64url'))).toContain('***')
  })

  it('shorter than 4 characters are left, because they stand in every text', () => {
    expect(text('abc')).toBe('abc')
  })

  it('are removed from names and values of structures, however deep', () => {
    expect(value({ [secret]: [{ a: `x${secret}` }], n: 5, t: true, u: undefined, z: null })).toEqual({
      '***': [{ a: 'x***' }],
      n: 5,
      t: true,
      u: undefined,
      z: null,
    })
  })

  it('are removed when the replacement of another completes them', () => {
    expect(redactor(['abcd', '1***2']).text('1abcd2')).toBe('***')
  })

  it('never survive in a text', () => {
    const secrets = fc.array(
      anyText(12).filter((text) => text.length >= 4),
      { minLength: 1, maxLength: 3 },
    )
    fc.assert(
      fc.property(secrets, fc.array(anyText(20), { maxLength: 4 }), (registered, parts) => {
        const given = registered.map((one, index) => `${parts[index] ?? ''}${one}`).join(parts.at(-1) ?? '')

        const told = redactor(registered).text(given)

        for (const one of registered) expect(told.includes(one)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('never survive in any string of a structure', () => {
    const secrets = fc.string({ minLength: 4, maxLength: 12 })
    fc.assert(
      fc.property(secrets, fc.jsonValue(), (registered, structure) => {
        const told = redactor([registered]).value({ structure, direct: registered, list: [`a${registered}b`] })

        expect(stringsOf(told).filter((one) => one.includes(registered))).toEqual([])
      }),
    )
  })
})

describe('value', () => {
  const { value } = redactor([])

  it('masks members by their name', () => {
    expect(value({ password: 'x', accessToken: 5, proxyCredentials: { username: 'u' }, other: 'y' })).toEqual({
      password: '***',
      accessToken: '***',
      proxyCredentials: '***',
      other: 'y',
    })
  })

  it('tells errors with their causes', () => {
    const told = value(new Error('at http://u:pass@h', { cause: new TypeError('below') }))

    expect(told).toMatchObject({
      name: 'Error',
      message: 'at http://***@h',
      cause: { name: 'TypeError', message: 'below' },
    })
  })

  it('ends in structures that are endless', () => {
    const endless: Record<string, unknown> = {}
    endless.self = endless

    expect(JSON.stringify(value(endless))).toContain('[deeper]')
  })

  it('masks a number that is a secret', () => {
    expect(redactor(['123456']).value({ n: 123456, m: 12 })).toEqual({ n: '***', m: 12 })
  })
})

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [name, ...stringsOf(member)])
}

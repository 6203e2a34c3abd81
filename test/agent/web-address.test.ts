import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseAddress, fileAddress, proxyAddress, type WebAddress } from '../../src/agent/web-address.ts'
import { anyText } from '../any-text.ts'

const said = (address: WebAddress): string => (address.kind === 'address' ? address.text : `! ${address.problem}`)

describe('proxyAddress', () => {
  it.each([
    ['http://proxy.corp:3128', 'http://proxy.corp:3128'],
    ['HTTP://Proxy.Corp:3128/', 'http://proxy.corp:3128'],
    ['http://proxy', 'http://proxy:80'],
    ['http://proxy:80', 'http://proxy:80'],
    ['https://proxy', 'https://proxy:443'],
    ['http://10.0.0.4:8080', 'http://10.0.0.4:8080'],
    ['http://[fd00::1]:3128', 'http://[fd00::1]:3128'],
    ['http://my_proxy:3128', 'http://my_proxy:3128'],
  ])('reads %s', (text, expected) => {
    expect(said(proxyAddress(text))).toBe(expected)
  })

  it.each([
    [
      'http://bob:hunter2@proxy:3128',
      '! must not contain credentials: they belong in protectedSettings.proxyCredentials',
    ],
    ['http://bob@proxy:3128', '! must not contain credentials: they belong in protectedSettings.proxyCredentials'],
    ['http://@proxy:3128', '! must not contain credentials: they belong in protectedSettings.proxyCredentials'],
    ['proxy:3128', '! must start with http:// or https://'],
    ['socks5://proxy:1080', '! must start with http:// or https://'],
    ['http://proxy:3128/path', '! must end after the host and port'],
    ['http://proxy:3128?x', '! must end after the host and port'],
    ['http://proxy:3128#x', '! must not contain a fragment'],
    ['http://proxy:99999', '! is not a valid URL'],
    ['http://proxy:0', '! must not use port 0'],
    ['http://', '! is not a valid URL'],
    ['http://pro xy', '! must not contain white space, backslashes or control characters'],
    ['http://proxy\n', '! must not contain white space, backslashes or control characters'],
    ['http:\\\\proxy', '! must not contain white space, backslashes or control characters'],
    ['http://a"b', '! does not name a host'],
    ["http://a';reboot", '! does not name a host'],
    ['http://-v', '! does not name a host'],
  ])('refuses %s', (text, expected) => {
    expect(said(proxyAddress(text))).toBe(expected)
  })
})

describe('baseAddress', () => {
  it.each([
    ['https://mirror.corp/microsoft/', 'https://mirror.corp/microsoft'],
    ['http://mirror.corp:8081//a/b///', 'http://mirror.corp:8081//a/b'],
    ['https://mirror.corp:443', 'https://mirror.corp'],
    ['https://mirror.corp/a/../b', 'https://mirror.corp/b'],
    ['https://mirror.corp/a~b_c-d.e+f%20', 'https://mirror.corp/a~b_c-d.e+f%20'],
  ])('reads %s', (text, expected) => {
    expect(said(baseAddress(text))).toBe(expected)
  })

  it.each([
    ['https://u:p@mirror', '! must not contain credentials'],
    ['https://mirror/a?sig=x', '! must not contain a query'],
    ['https://mirror/a?', '! must not contain a query'],
    ['https://mirror/a#b', '! must not contain a fragment'],
    ['https://mirror/[a]', '! contains characters that are not allowed in a path'],
    ["https://mirror/a';b", '! contains characters that are not allowed in a path'],
    ['file:///etc', '! must start with http:// or https://'],
  ])('refuses %s', (text, expected) => {
    expect(said(baseAddress(text))).toBe(expected)
  })
})

describe('fileAddress', () => {
  it('allows a query but nothing strange in it', () => {
    expect(said(fileAddress('https://keys.corp/get?op=get&search=0xAB'))).toBe(
      'https://keys.corp/get?op=get&search=0xAB',
    )
    expect(said(fileAddress('https://keys.corp/get?a=$(x)'))).toBe(
      '! contains characters that are not allowed in a query',
    )
    expect(said(fileAddress('https://u@keys.corp/key'))).toBe('! must not contain credentials')
  })
})

describe('every address', () => {
  const readers = [proxyAddress, baseAddress, fileAddress]

  it('is safe in a line of any configuration file, and reading it again changes nothing', () => {
    const start = fc.constantFrom('http://', 'https://mirror.corp', 'https://mirror.corp/', 'http://[fd00::1]:80/a?')
    const hostile = fc.tuple(start, anyText(12)).map((parts) => parts.join(''))
    fc.assert(
      fc.property(hostile, fc.constantFrom(...readers), (text, read) => {
        const address = read(text)
        if (address.kind === 'problem') return

        expect(address.text).toMatch(/^https?:\/\/[\w.~%+@:,=/?&[\]-]+$/)
        expect(said(read(address.text))).toBe(address.text)
      }),
    )
  })

  it('is never repeated in a problem', () => {
    fc.assert(
      fc.property(fc.constantFrom(...readers), fc.stringMatching(/^[a-z]{8}$/), (read, password) => {
        expect(said(read(`http://bob:${password}${password}@proxy`))).not.toContain(password + password)
      }),
    )
  })
})

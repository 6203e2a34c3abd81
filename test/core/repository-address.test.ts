import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameRepository } from '../../src/core/repository-address.ts'
import { anyText } from '../any-text.ts'

const url = 'https://packages.example/debian/12/prod'

describe('sameRepository', () => {
  it.each([
    [url, `${url}/`],
    [url, `${url}//`],
    [url, url.replace('https', 'HTTPS').replace('packages', 'Packages')],
    [url, url.replace('.example', '.example:443')],
    [url, url.replace('prod', '%70rod').replace('%70', 'p')],
    ['file:/srv/mirror', 'file:///srv/mirror/'],
    ['http://x', 'http://x/'],
    ['$baseurl/x', '$baseurl/x'],
  ])('%s is %s', (a, b) => {
    expect(sameRepository(a, b)).toBe(true)
    expect(sameRepository(b, a)).toBe(true)
  })

  it.each([
    ['http, which may be closed where https is open', url, url.replace('https', 'http')],
    ['a longer path', url, `${url}/extra`],
    ['a longer name', url, `${url}-testing`],
    ['capitals in the path', url, url.replace('debian', 'Debian')],
    ['another port', 'http://x', 'http://x:8080'],
    ['another query', url, `${url}?token=1`],
    ['another user', 'https://jane@x/', 'https://joe@x/'],
    ['a variable that nobody filled', 'https://x/$releasever/prod', 'https://x/9/prod'],
  ])('%s is another place', (_, a, b) => {
    expect(sameRepository(a, b)).toBe(false)
  })

  it('never throws, and every address is itself', () => {
    fc.assert(
      fc.property(anyText(40), fc.constantFrom('', 'https://', 'https://[', 'file:'), (text, start) => {
        expect(sameRepository(`${start}${text}`, `${start}${text}`)).toBe(true)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDeb822, parseSourceList } from '../../src/core/apt-sources.ts'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import { anyText } from '../any-text.ts'

const file = '/etc/apt/sources.list.d/x'
const url = 'https://packages.example/debian/12/prod'

function entry(part: Partial<RepositoryEntry> = {}): RepositoryEntry {
  return {
    file,
    id: '',
    url,
    suite: 'bookworm',
    components: ['main'],
    architectures: [],
    signedBy: [],
    enabled: true,
    ...part,
  }
}

describe('parseSourceList', () => {
  it.each<[string, string, RepositoryEntry[]]>([
    ['plain', `deb ${url} bookworm main`, [entry()]],
    ['several components', `deb ${url} bookworm main contrib`, [entry({ components: ['main', 'contrib'] })]],
    ['no component', 'deb http://x/flat ./', [entry({ url: 'http://x/flat', suite: './', components: [] })]],
    ['tabs', `deb\t${url}\tbookworm\t\tmain`, [entry()]],
    ['leading space', `   deb ${url} bookworm main`, [entry()]],
    ['comment at the end', `deb ${url} bookworm main # added by hand`, [entry()]],
    ['commented out', `# deb ${url} bookworm main`, [entry({ enabled: false })]],
    ['commented out without a space', `#deb ${url} bookworm main`, [entry({ enabled: false })]],
    ['commented out twice', `## deb ${url} bookworm main`, [entry({ enabled: false })]],
    ['one option', `deb [arch=amd64] ${url} bookworm main`, [entry({ architectures: ['amd64'] })]],
    ['an architecture left out', `deb [arch-=armhf] ${url} bookworm main`, [entry({ architectures: ['!armhf'] })]],
    ['an architecture more', `deb [arch+=armhf] ${url} bookworm main`, [entry()]],
    ['key', `deb [signed-by=/k.gpg] ${url} bookworm main`, [entry({ signedBy: ['/k.gpg'] })]],
    [
      'options as the vendor writes them',
      `deb [arch=amd64,arm64,armhf signed-by=/a.gpg,/b.gpg] ${url} bookworm main`,
      [entry({ signedBy: ['/a.gpg', '/b.gpg'], architectures: ['amd64', 'arm64', 'armhf'] })],
    ],
    [
      'spaces within the brackets',
      `deb [ signed-by=/k.gpg  arch=amd64 ] ${url} bookworm main`,
      [entry({ signedBy: ['/k.gpg'], architectures: ['amd64'] })],
    ],
    ['brackets close to the address', `deb [trusted=yes]${url} bookworm main`, [entry()]],
    ['added key', `deb [signed-by+=/k.gpg] ${url} bookworm main`, [entry({ signedBy: ['/k.gpg'] })]],
    ['empty key', `deb [signed-by=] ${url} bookworm main`, [entry()]],
    ['source packages', `deb-src ${url} bookworm main`, []],
    ['prose', '# deb packages of the vendor: see https://x', []],
    ['no suite', `deb ${url}`, []],
    ['no address', 'deb bookworm main', []],
    ['options never closed', `deb [arch=amd64 ${url} bookworm main`, []],
    ['rpm', '[prod]\nbaseurl=https://x', []],
    ['nothing', '', []],
  ])('%s', (_, text, entries) => {
    expect(parseSourceList(file, text)).toEqual(entries)
  })

  it('reads every line, with either kind of line end', () => {
    const text = `# first\r\ndeb ${url} bookworm main\r\n\r\ndeb-src ${url} bookworm main\r\ndeb http://y sid main\n`

    expect(parseSourceList(file, text)).toEqual([entry(), entry({ url: 'http://y', suite: 'sid' })])
  })

  it('never throws', () => {
    fc.assert(
      fc.property(anyText(200), fc.constantFrom('', 'deb ', 'deb [', '#deb [signed-by='), (text, start) => {
        for (const found of parseSourceList(file, `${start}${text}`)) expect(found.url).toContain(':')
      }),
    )
  })
})

const stanza = ['Types: deb', `URIs: ${url}`, 'Suites: bookworm', 'Components: main']

function deb822(...more: string[]): string {
  return [...stanza, ...more, ''].join('\n')
}

const embedded = [
  'Signed-By:',
  ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
  ' .',
  ' mQENBFYxWIwBCADAKoZhZlJxGNGWzqV',
  ' -----END PGP PUBLIC KEY BLOCK-----',
]

describe('parseDeb822', () => {
  it.each<[string, string, RepositoryEntry[]]>([
    ['plain', deb822(), [entry()]],
    ['architectures', deb822('Architectures: amd64 arm64'), [entry({ architectures: ['amd64', 'arm64'] })]],
    ['one left out', deb822('Architectures-Remove: armhf'), [entry({ architectures: ['!armhf'] })]],
    ['key', deb822('Signed-By: /k.gpg'), [entry({ signedBy: ['/k.gpg'] })]],
    ['two keys', deb822('Signed-By: /a.gpg /b.gpg'), [entry({ signedBy: ['/a.gpg', '/b.gpg'] })]],
    ['embedded key', deb822(...embedded), [entry()]],
    ['embedded key before other fields', `${embedded.join('\n')}\n${deb822()}`, [entry()]],
    ['comments', `# first\n${deb822('# URIs: http://other')}`, [entry()]],
    ['field names in any case', deb822().replace('URIs', 'uris').replace('Suites', 'SUITES'), [entry()]],
    ['sources too', deb822().replace('Types: deb', 'Types: deb deb-src'), [entry()]],
    ['only sources', deb822().replace('Types: deb', 'Types: deb-src'), []],
    ['values on the next line', `Types:\n deb\nURIs:\n ${url}\nSuites:\n bookworm\nComponents:\n\tmain\n`, [entry()]],
    [
      'line ends of another system',
      deb822('Signed-By: /k.gpg').replaceAll('\n', '\r\n'),
      [entry({ signedBy: ['/k.gpg'] })],
    ],
    ['no final line end', deb822().trimEnd(), [entry()]],
    ['no suite', deb822().replace('Suites: bookworm\n', ''), []],
    ['no type', deb822().replace('Types: deb\n', ''), []],
    ['no component', deb822().replace('Components: main\n', ''), [entry({ components: [] })]],
    ['unknown fields', deb822('X-Repolib-Name: Prod', 'constructor: x'), [entry()]],
    ['nothing', '', []],
  ])('%s', (_, text, entries) => {
    expect(parseDeb822(file, text)).toEqual(entries)
  })

  it.each(['no', 'No', 'false', 'without', 'off', 'disable', '0', ' no '])('is disabled by Enabled: %s', (value) => {
    expect(parseDeb822(file, deb822(`Enabled: ${value}`))).toEqual([entry({ enabled: false })])
  })

  it.each(['yes', 'true', '1', 'with', 'on', 'enable', '', 'perhaps'])('stays enabled by Enabled: %s', (value) => {
    expect(parseDeb822(file, deb822(`Enabled: ${value}`))).toEqual([entry()])
  })

  it('makes an entry of every address and suite', () => {
    const text = `Types: deb\nURIs: http://a http://b\nSuites: x\n x-updates\nComponents: main\n`
    const places = parseDeb822(file, text).map((found) => `${found.url} ${found.suite}`)

    expect(places).toEqual(['http://a x', 'http://a x-updates', 'http://b x', 'http://b x-updates'])
  })

  it('reads every stanza', () => {
    const text = `\n${deb822()}\n \t\n\n${deb822('Enabled: no')}\n\n`

    expect(parseDeb822(file, text)).toEqual([entry(), entry({ enabled: false })])
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        anyText(200),
        fc.constantFrom('', 'Types: deb\nSuites: s\nURIs: ', 'Types: deb\nSuites: '),
        (text, start) => {
          for (const found of parseDeb822(file, `${start}${text}`)) expect(found.url).not.toMatch(/\s/)
        },
      ),
    )
  })
})

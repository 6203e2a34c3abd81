import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import { fillVariables, parseRepoFile } from '../../src/core/repo-file.ts'
import { anyText } from '../any-text.ts'

const file = '/etc/yum.repos.d/x.repo'
const url = 'https://packages.example/rhel/9/prod'

function entry(part: Partial<RepositoryEntry> = {}): RepositoryEntry {
  const none = { suite: '', components: [], architectures: [], signedBy: [] }
  return { file, id: 'prod', url, enabled: true, ...none, ...part }
}

function section(...lines: string[]): string {
  return ['[prod]', `baseurl=${url}`, ...lines, ''].join('\n')
}

describe('parseRepoFile', () => {
  it.each<[string, string, RepositoryEntry[]]>([
    ['the least', section(), [entry()]],
    ['spaces around everything', `[ prod ]\nbaseurl = ${url} \nenabled = 0 \n`, [entry({ enabled: false })]],
    ['a colon', `[prod]\nbaseurl: ${url}\n`, [entry()]],
    ['capitals in names', `[prod]\nBaseURL=${url}\n`, [entry()]],
    ['Windows line ends and a byte order mark', `\uFEFF${section('enabled=1').replaceAll('\n', '\r\n')}`, [entry()]],
    ['dots and spaces in the name', section().replace('prod]', 'rhel-8.9.x prod]'), [entry({ id: 'rhel-8.9.x prod' })]],
    ['comments', `# x\n; y\n${section('# enabled=0', ';enabled=0', '  # enabled=0')}`, [entry()]],
    ['a sign of comments inside a value', section('name=a # b; c'), [entry()]],
    [
      'a value that goes on, with a comment between',
      `[prod]\nbaseurl=https://a\n   https://b\n# no\n\thttps://c?x=1\nenabled=0\n`,
      ['https://a', 'https://b', 'https://c?x=1'].map((one) => entry({ url: one, enabled: false })),
    ],
    ['a value that begins on the next line', `[prod]\nbaseurl=\n  ${url}\n`, [entry()]],
    [
      'several addresses in a line',
      `[prod]\nbaseurl=https://a, https://b\n`,
      [entry({ url: 'https://a' }), entry({ url: 'https://b' })],
    ],
    ['several keys', section('gpgkey=file:///a', '  https://b'), [entry({ signedBy: ['file:///a', 'https://b'] })]],
    ['the last of two values', section('enabled=0', 'enabled=1'), [entry()]],
    ["zypper's path", section('path=/sub/'), [entry({ url: `${url}/sub/` })]],
    ['the path that is no path', section('path=/'), [entry()]],
    [
      'several sections',
      `${section()}\n[other]\nbaseurl=https://o\n`,
      [entry(), entry({ id: 'other', url: 'https://o' })],
    ],
    ['cost, priority and whatever else', section('cost=1', 'priority=1', 'gpgcheck=0', 'metadata_expire=x'), [entry()]],
    ['names of every object', section().replace('prod]', '__proto__]'), [entry({ id: '__proto__' })]],
    ['an option of every object', section('constructor=x', '__proto__=y'), [entry()]],
    ['only a list of mirrors', '[prod]\nmirrorlist=https://m\nmetalink=https://l\n', []],
    ["the manager's own configuration", `[main]\nbaseurl=${url}\n`, []],
    ['an option before any section', `baseurl=${url}\n`, []],
    ['a continuation of nothing', `[prod]\n  ${url}\n`, []],
    ['a word that is no option', `[prod]\nbaseurl\n${url}\n`, []],
    ['a section that does not end', `[prod\nbaseurl=${url}\n`, []],
    ['nothing', '', []],
  ])('%s', (_, text, entries) => {
    expect(parseRepoFile(file, text)).toEqual(entries)
  })

  it.each(['0', 'no', 'No', 'false', 'FALSE', 'off', ' 0 '])('is disabled by enabled=%s', (value) => {
    expect(parseRepoFile(file, section(`enabled=${value}`))).toEqual([entry({ enabled: false })])
  })

  it.each(['1', 'yes', 'true', 'on', '', 'perhaps'])('stays enabled by enabled=%s', (value) => {
    expect(parseRepoFile(file, section(`enabled=${value}`))).toEqual([entry()])
  })

  it('never throws, and every address is a word', () => {
    fc.assert(
      fc.property(anyText(300), fc.constantFrom('', '[a]\n', '[a]\nbaseurl=', '[a]\nbaseurl=b\n '), (text, start) => {
        for (const found of parseRepoFile(file, `${start}${text}`)) expect(found.url).toMatch(/^\S+$/)
      }),
    )
  })

  it('reads a file of a megabyte in a moment', () => {
    const text = `[a]\nbaseurl=${'x='.repeat(200_000)}\n${' \t'.repeat(200_000)}\n${'[['.repeat(100_000)}`
    const startedAt = performance.now()

    expect(parseRepoFile(file, text)).toHaveLength(1)
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })
})

describe('fillVariables', () => {
  const variables = new Map([
    ['releasever', '9.4'],
    ['releasever_major', '9'],
    ['basearch', 'x86_64'],
  ])

  it.each([
    ['https://x/$releasever/$basearch/', 'https://x/9.4/x86_64/'],
    ['https://x/$releasever_major/${basearch}', 'https://x/9/x86_64'],
    ['https://x/${releasever}Server', 'https://x/9.4Server'],
    ['https://x/${unknown:-stable}/${releasever:-9}', 'https://x/stable/9.4'],
    ['https://x/${releasever:+is-set}/${unknown:+is-set}', 'https://x/is-set/'],
    ['https://x/$unknown/${unknown}', 'https://x/$unknown/${unknown}'],
    ['https://x/$/$$/${', 'https://x/$/$$/${'],
    ['https://x/', 'https://x/'],
  ])('%s', (address, filled) => {
    expect(fillVariables(address, variables)).toBe(filled)
  })
})

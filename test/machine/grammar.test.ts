import { describe, expect, it } from 'vitest'
import { failures } from '../../src/core/failures.ts'
import { grammars, speak, type Grammar } from '../../src/machine/grammar.ts'

const rows: [string, Grammar][] = Object.entries(grammars)

/** The holes that each phrase may have, and how the program fills them. */
const holes = {
  names: ['a', 'b'],
  packages: ['a=1', 'b'],
  proxy: ['-c', '/p'],
  name: 'a',
  version: '1',
  lockSeconds: '30',
  sourceFile: '/s',
  file: '/p',
}

const phrases = [
  'queryPackages',
  'listVersions',
  'refresh',
  'refreshAll',
  'install',
  'remove',
  'purge',
  'simulateInstall',
  'simulateRemove',
  'repair',
] as const

describe('speak', () => {
  it.each<[readonly string[], string[]]>([
    [
      ['apt', 'x'],
      ['apt', 'x'],
    ],
    [['{name}'], ['a']],
    [['{name}={version}'], ['a=1']],
    [['{names...}'], ['a', 'b']],
    [
      ['x', '{names...}', 'y'],
      ['x', 'a', 'b', 'y'],
    ],
    [['-f=${Package}\\t'], ['-f=${Package}\\t']],
    [
      ['{}', '{ name }'],
      ['{}', '{ name }'],
    ],
  ])('%j becomes %j', (phrase, argv) => {
    expect(speak(phrase, holes)).toEqual(argv)
  })

  it('adds no argument for an empty list', () => {
    expect(speak(['x', '{names...}'], { names: [] })).toEqual(['x'])
  })

  it('puts values in as they are, whatever they look like', () => {
    expect(speak(['{name}', '{names...}'], { name: '{version} $& a b', names: ['{name}'] })).toEqual([
      '{version} $& a b',
      '{name}',
    ])
  })

  it.each([
    ['a text', ['{nobody}']],
    ['a list', ['{nobody...}']],
    ['a text where it is a list', ['{names}']],
    ['a list where it is a text', ['{name...}']],
  ])('throws when the table asks for %s that nobody gives', (_, phrase) => {
    expect(() => speak(phrase, holes)).toThrow(TypeError)
  })
})

describe.each(rows)('the row of %s', (_, row) => {
  it.each(phrases)('says %s without a hole left', (phrase) => {
    const argv = speak(row[phrase], holes)

    expect(argv[0]).toMatch(/^[a-z-]+$/)
    expect(argv.filter((word) => /(?<!\$)\{/.test(word))).toEqual([])
  })

  it('names what it works on in every phrase that works on something', () => {
    for (const phrase of ['queryPackages', 'install', 'remove', 'purge', 'simulateInstall', 'simulateRemove'] as const)
      expect(speak(row[phrase], holes).join(' ')).toMatch(/ a(=1)? b$/)
    expect(speak(row.listVersions, holes)).toContain('a')
    expect(speak(row.refresh, holes).join(' ')).toContain('/s')
    expect(speak([row.versioned], holes)).not.toEqual([row.versioned])
  })

  it('brings a proxy to everything that goes to the network, and only there', () => {
    const proxied = phrases.filter((phrase) => row[phrase].includes('{proxy...}'))

    expect(proxied).toEqual(['refresh', 'refreshAll', 'install'])
    expect(speak(row.proxy.lines, { proxy: 'http://p' }).join('\n')).toContain('http://p')
    expect(speak(row.proxy.arguments, { file: '/p' }).join(' ')).toContain('/p')
  })

  it('tries an installation as it is done later', () => {
    const options = row.simulateInstall.filter((word) => word.startsWith('--'))

    expect(row.install).toEqual(expect.arrayContaining(options))
  })

  it('has no sign that cannot be read, and none that ends in an unknown failure', () => {
    const verdicts = ['locked', 'transient', 'repair', 'refresh-all', ...Object.keys(failures)]

    for (const { pattern, verdict } of row.signs) {
      expect(new RegExp(pattern, 'm').test('')).toBe(false)
      expect(verdicts).toContain(verdict)
    }
  })

  it('captures something with every pattern that captures', () => {
    for (const pattern of [...row.reasons, row.simulatedInstall, row.simulatedRemoval])
      expect(new RegExp(`${pattern}|`).exec('')).toHaveLength(2)
  })

  it('names its files by their whole path, and some to watch', () => {
    expect(row.lockFiles.length).toBeGreaterThan(0)
    expect(row.databaseFiles.length).toBeGreaterThan(0)
    for (const file of [...row.lockFiles, ...row.databaseFiles]) expect(file).toMatch(/^\/[\w./-]+$/)
    expect(row.proxy.file).toMatch(/^[\w.]+$/)
  })
})

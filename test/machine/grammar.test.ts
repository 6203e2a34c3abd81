import { describe, expect, it } from 'vitest'
import { failures } from '../../src/core/failures.ts'
import { grammars, speak, type Grammar } from '../../src/machine/grammar.ts'
import { holesOf, phrases, spoken } from './grammar/spoken.ts'

const rows: [string, Grammar][] = Object.entries(grammars)

describe.each(rows)('the row of %s', (name, row) => {
  it.each(phrases)('says %s without a hole left', (phrase) => {
    const argv = speak(row[phrase], holesOf(row, 'own'))

    expect(argv.filter((word) => /(?<![$%?:|])\{/.test(word))).toEqual([])
    if (argv.length > 0) expect(argv[0]).toMatch(/^[a-z-]+$/)
  })

  it('has something to say wherever something is done', () => {
    const silent = phrases.filter((phrase) => row[phrase].length === 0)

    expect(['repair', 'widen', 'reconfigure']).toEqual(expect.arrayContaining(silent))
  })

  it('names what it works on in every phrase that works on something', () => {
    for (const phrase of ['install', 'reinstall', 'remove', 'purge', 'simulateInstall', 'simulateRemove'] as const)
      expect(spoken(row, phrase)).toMatch(/ a b$/)
    expect(spoken(row, 'queryPackages')).toMatch(/ a b$/)
    expect(spoken(row, 'verifyFiles')).toMatch(/ a$/)
    expect(spoken(row, 'listVersions')).toMatch(/ a$/)
    expect(spoken(row, 'refresh')).toMatch(/\/s|own/)
    expect(speak([row.versioned], { name: 'a', version: '1' }).join('')).toMatch(/^a.1$/)
  })

  it('begins with its own program, but for what the package database answers', () => {
    const programs = new Set(phrases.flatMap((phrase) => row[phrase].slice(0, 1)))

    expect(
      [...programs].filter((program) => !/^(rpm|dpkg|dpkg-query|dpkg-reconfigure|apt-cache)$/.test(program)),
    ).toEqual([name])
  })

  it('brings a proxy to everything that goes to the network, by argument or by environment, and hides it', () => {
    const proxied = phrases.filter((phrase) => row[phrase].includes('{proxy...}'))
    const { file, environment } = row.proxy
    const texts = [...(file?.lines ?? []), ...Object.values(environment)]

    expect(texts.some((text) => text.includes('{proxy}'))).toBe(true)
    expect(row.proxy.arguments.join(' ')).not.toContain('{proxy}')
    if (row.proxy.arguments.length > 0) expect(proxied).toEqual(['refresh', 'widen', 'install', 'reinstall'])
  })

  it('tries an installation with the words that say what may come along', () => {
    const matters = /^--(no-|best|setopt=install_weak|allow|oldpackage)/
    const options = row.install.filter((word) => matters.test(word) && word !== '--no-refresh')

    expect(row.simulateInstall).toEqual(expect.arrayContaining(options))
  })

  it('never waits for an answer and never passes over a signature', () => {
    for (const phrase of ['refresh', 'widen', 'install', 'reinstall'] as const)
      if (row[phrase].length > 0) expect(spoken(row, phrase)).toMatch(/ (-y|--non-interactive)( |$)/)
    for (const phrase of phrases) expect(spoken(row, phrase)).not.toMatch(/gpg|unauth|insecure|signature|sslverify/i)
  })

  it('has no sign that cannot be read, and none that ends in an unknown failure', () => {
    const verdicts = [
      'locked',
      'transient',
      'throttled',
      'repair',
      'refresh',
      'widen',
      'avoid',
      ...Object.keys(failures),
    ]
    const signs: Grammar['signs'] = row.signs

    for (const { pattern, verdict, reason } of signs) {
      expect(new RegExp(pattern, 'm').test('')).toBe(false)
      expect(verdicts).toContain(verdict)
      if (reason !== undefined) expect(new RegExp(`${reason}|`).exec('')).toHaveLength(2)
    }
  })

  it('captures something with every pattern that captures', () => {
    const captures = [
      ...row.reasons,
      row.simulatedInstall,
      row.simulatedRemoval ?? '()',
      row.complaints.about,
      row.damagedFile,
    ]
    for (const pattern of [...captures, ...row.holds.map((hold) => hold.pattern)])
      expect(new RegExp(`${pattern}|`).exec('')).toHaveLength(2)
    expect(Object.keys(new RegExp(`${row.listedVersion}|`).exec('')?.groups ?? {})).toEqual(['name', 'version'])
  })

  it('names its files by their whole path, and some to watch', () => {
    const files = [...row.lockFiles, ...row.pidFiles, ...row.databaseFiles, ...row.holds.map(({ path }) => path)]

    expect(row.lockFiles.length).toBeGreaterThan(0)
    expect(row.databaseFiles.length).toBeGreaterThan(0)
    for (const file of [...files, ...row.repositories.places]) expect(file).toMatch(/^\/[\w./-]+$/)
  })

  it('has an entry that names its address, what verifies it, and the key in its text', () => {
    const holes = { id: 'own', url: 'https://r', suite: 's', components: 'main', architecture: 'amd64' }
    const entry = speak(row.repositories.entry, { ...holes, keyring: '/k', fingerprints: 'F' }).join('\n')

    expect(entry).toContain('https://r')
    expect(entry).toMatch(/(=|file:\/\/)\/k/)
    expect(entry).toContain('# Key: F')
    expect(entry).not.toContain('{')
  })
})

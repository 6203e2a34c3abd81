import { describe, expect, it } from 'vitest'
import { grammars, speak, type Grammar } from '../../../src/machine/grammar.ts'

function ways({ insistent }: Grammar): string[] {
  return insistent.map(({ purge, skips, scripts }) => {
    const aside = scripts.flatMap((place) => speak([place], { name: 'a' }))
    return [speak(purge, { names: ['a', 'b'] }).join(' '), ...(skips ? ['skips', ...aside] : [])].join(' | ')
  })
}

describe('ways to remove what refuses to go', () => {
  it('dpkg, then without prerm, then without postrm too', () => {
    const info = '/var/lib/dpkg/info/a'
    const run = 'dpkg --force-remove-reinstreq --purge a b'

    expect(ways(grammars['apt-get'])).toEqual([
      run,
      `${run} | skips | ${info}.prerm`,
      `${run} | skips | ${info}.prerm | ${info}.postrm`,
    ])
    const [first] = grammars['apt-get'].insistent
    expect(speak(first.remove, { names: ['a'] }).join(' ')).toBe('dpkg --force-remove-reinstreq --remove a')
  })

  it.each(['dnf', 'yum', 'zypper', 'tdnf'] as const)('%s: rpm, then without preun, then without any', (name) => {
    expect(ways(grammars[name])).toEqual([
      'rpm -e --allmatches a b',
      'rpm -e --nopreun --allmatches a b | skips',
      'rpm -e --noscripts --allmatches a b | skips',
    ])
  })

  it.each(Object.entries(grammars))('%s never takes packages that others need', (_, row) => {
    expect(ways(row).join(' ')).not.toMatch(/nodeps|force-depends|force-all/)
  })

  it.each(Object.entries(grammars))('%s lists the files of one package', (_, { listFiles }) => {
    expect(speak(listFiles, { name: 'a' }).join(' ')).toMatch(/^(dpkg -L|rpm -ql) a$/)
  })
})

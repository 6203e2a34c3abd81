import { describe, expect, it } from 'vitest'
import { tdnf } from '../../../src/machine/grammar/tdnf.ts'
import { spoken, type PhraseName } from './spoken.ts'

const own = '--disablerepo=* --enablerepo=own'

describe('the row of tdnf', () => {
  it.each<[PhraseName, 'own' | 'all', string]>([
    ['listVersions', 'own', `tdnf -q ${own} list a`],
    ['refresh', 'own', `tdnf -y ${own} --refresh makecache`],
    ['widen', 'all', 'tdnf -y --enablerepo=own makecache'],
    ['install', 'own', `tdnf -y ${own} install a b`],
    ['install', 'all', 'tdnf -y --enablerepo=own install a b'],
    ['simulateInstall', 'own', `tdnf -C --assumeno ${own} install a b`],
    ['remove', 'own', 'rpm -e --allmatches a b'],
    ['reinstall', 'own', `tdnf -y ${own} reinstall a b`],
  ])('says %s with %s sources so', (phrase, kind, line) => {
    expect(spoken(tdnf, phrase, kind).replace(' -c /p', '')).toBe(line)
  })

  it('does not ask for signed metadata, which need a plugin with a keyring of its own', () => {
    expect(tdnf.repositories.entry.join('\n')).not.toContain('repo_gpgcheck')
    expect(tdnf.repositories.entry).toContain('gpgcheck=1')
  })

  it('reads what would come along out of its table', () => {
    const table =
      'Installing:\nlibsemanage     x86_64   3.6-1.azl3   base   118.3k\naadsshlogin x86_64 1.0-1 own 7.14k\n'

    expect([...table.matchAll(new RegExp(tdnf.simulatedInstall, 'gm'))].map((match) => match[1])).toEqual([
      'libsemanage',
      'aadsshlogin',
    ])
  })
})

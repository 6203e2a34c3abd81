import { describe, expect, it } from 'vitest'
import { dnf } from '../../../src/machine/grammar/dnf.ts'
import { speak } from '../../../src/machine/grammar.ts'
import { spoken, type PhraseName } from './spoken.ts'

const bounds = '--setopt=exit_on_lock=1 --setopt=timeout=20 --setopt=retries=3 --setopt=color=never'
const modest = `--setopt=install_weak_deps=False --setopt=clean_requirements_on_remove=False ${bounds}`
const own = '--disablerepo=* --enablerepo=own --setopt=own.skip_if_unavailable=0'
const all = '--enablerepo=own --setopt=*.skip_if_unavailable=1 --setopt=own.skip_if_unavailable=0'

describe('the row of dnf', () => {
  it.each<[PhraseName, 'own' | 'all', string]>([
    ['listVersions', 'own', `dnf -q -y ${modest} ${own} list --showduplicates a`],
    ['refresh', 'own', `dnf -y ${modest} ${own} --refresh makecache`],
    ['widen', 'all', `dnf -y ${modest} ${all} makecache`],
    ['install', 'own', `dnf -y ${modest} --best ${own} install a b`],
    ['install', 'all', `dnf -y ${modest} --best ${all} install a b`],
    ['simulateInstall', 'own', `dnf -C --assumeno ${modest} --best ${own} install a b`],
    ['remove', 'own', 'rpm -e --allmatches a b'],
    ['reinstall', 'own', `dnf -y ${modest} ${own} reinstall a b`],
    ['verifyFiles', 'own', 'rpm -V --nodeps --noscripts a'],
    ['reconfigure', 'own', ''],
  ])('says %s with %s sources so', (phrase, kind, line) => {
    expect(spoken(dnf, phrase, kind).replace(' -c /p', '')).toBe(line)
  })

  it.each([
    ['a lock that versionlock wrote', 'aadsshlogin-0:1.0.1-1.*', 'aadsshlogin'],
    ['a name with hyphens', 'aadsshlogin-selinux-0:1.0.1-1.el9.*', 'aadsshlogin-selinux'],
    ['without an epoch', 'aadsshlogin-1.0.1-1.el9.x86_64', 'aadsshlogin'],
  ])('reads the name out of %s', (_, line, name) => {
    expect(new RegExp(dnf.holds[0].pattern, 'm').exec(`# comment\n${line}\n`)?.[1]).toBe(name)
  })

  it.each(['# aadsshlogin-0:1.0.1-1.*', '!aadsshlogin-0:1.0.1-1.*', ''])('takes %j for no lock', (line) => {
    expect(new RegExp(dnf.holds[0].pattern, 'm').exec(line)).toBeNull()
  })

  it('names an exact version as dnf does', () => {
    expect(speak([dnf.versioned], { name: 'login', version: '1.0-1' })).toEqual(['login-1.0-1'])
  })

  it('reads the versions out of a list, also where a long name has a line of its own', () => {
    const list = [
      'Available Packages',
      'aadsshlogin.x86_64                  1.0.1-1                  own',
      'a-package-with-a-very-long-name-indeed.noarch',
      '                                    2:3-4.el9                own',
    ].join('\n')
    const found = [...list.matchAll(new RegExp(dnf.listedVersion, 'gm'))].map(({ groups }) => ({ ...groups }))

    expect(found).toEqual([
      { name: 'aadsshlogin', version: '1.0.1-1' },
      { name: 'a-package-with-a-very-long-name-indeed', version: '2:3-4.el9' },
    ])
  })

  it('reads what would come along out of a transaction that is not done', () => {
    const table = [
      '================================================================================',
      ' Package           Architecture Version         Repository                 Size',
      '================================================================================',
      'Installing:',
      ' aadsshlogin       x86_64       1.0.2-1         own                       7.1 k',
      'Installing dependencies:',
      ' libsemanage       x86_64       3.6-1.el9       baseos                    118 k',
      ' tiny              noarch       1-1             own                       512  ',
      '',
      'Total download size: 125 k',
    ].join('\n')

    expect([...table.matchAll(new RegExp(dnf.simulatedInstall, 'gm'))].map((match) => match[1])).toEqual([
      'aadsshlogin',
      'libsemanage',
      'tiny',
    ])
  })
})

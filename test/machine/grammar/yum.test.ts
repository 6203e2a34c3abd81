import { describe, expect, it } from 'vitest'
import { yum } from '../../../src/machine/grammar/yum.ts'
import { speak } from '../../../src/machine/grammar.ts'
import { holesOf, spoken, type PhraseName } from './spoken.ts'

const bounds = '--setopt=exit_on_lock=1 --setopt=timeout=20 --setopt=retries=3'
const modest = `--setopt=clean_requirements_on_remove=False ${bounds}`
const own = '--disablerepo=* --enablerepo=own --setopt=own.skip_if_unavailable=0'
const all = '--enablerepo=own --setopt=*.skip_if_unavailable=1 --setopt=own.skip_if_unavailable=0'

describe('the row of yum 3', () => {
  it.each<[PhraseName, 'own' | 'all', string]>([
    ['listVersions', 'own', `yum -q -y ${modest} ${own} list --showduplicates a`],
    ['refresh', 'own', `yum -y ${modest} ${own} --setopt=own.metadata_expire=1 makecache fast`],
    ['widen', 'all', `yum -y ${modest} ${all} makecache fast`],
    ['install', 'own', `yum -y ${modest} ${own} install a b`],
    ['simulateInstall', 'own', `yum -C --assumeno ${modest} ${own} install a b`],
    ['remove', 'own', 'rpm -e --allmatches a b'],
    ['reinstall', 'own', `yum -y ${modest} ${own} reinstall a b`],
  ])('says %s with %s sources so', (phrase, kind, line) => {
    expect(spoken(yum, phrase, kind).replace(' -c /p', '')).toBe(line)
  })

  it('goes back to an older version with a verb of its own', () => {
    const argv = speak(yum.downgrade, holesOf(yum, 'own')).join(' ').replace(' -c /p', '')

    expect(argv).toBe(`yum -y ${modest} ${own} downgrade a b`)
  })

  it('has only options that yum 3 knows', () => {
    for (const phrase of ['refresh', 'install', 'reinstall', 'simulateInstall'] as const)
      expect(spoken(yum, phrase)).not.toMatch(/--best|weak_deps|color|--refresh/)
  })

  it.each([
    ['0:aadsshlogin-1.0.1-1.*', 'aadsshlogin'],
    ['1:aadsshlogin-selinux-1.0.1-1.el7.*', 'aadsshlogin-selinux'],
  ])('reads the name out of the version lock %s', (line, name) => {
    expect(new RegExp(yum.holds[0].pattern, 'm').exec(line)?.[1]).toBe(name)
  })
})

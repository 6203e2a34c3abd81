import { describe, expect, it } from 'vitest'
import { zypper } from '../../../src/machine/grammar/zypper.ts'
import { spoken, type PhraseName } from './spoken.ts'

const start = 'zypper --non-interactive --no-color'

describe('the row of zypper', () => {
  it.each<[PhraseName, 'own' | 'all', string]>([
    [
      'listVersions',
      'own',
      `${start} --no-refresh --xmlout search --details --match-exact --type package --repo own a`,
    ],
    ['refresh', 'own', `${start} refresh own`],
    ['widen', 'all', `${start} refresh`],
    ['install', 'own', `${start} --no-refresh install --repo own --no-recommends --oldpackage a b`],
    ['install', 'all', `${start} --no-refresh install --no-recommends --oldpackage a b`],
    [
      'simulateInstall',
      'own',
      `${start} --no-refresh --xmlout install --dry-run --repo own --no-recommends --oldpackage a b`,
    ],
    ['remove', 'own', 'rpm -e --allmatches a b'],
    ['reinstall', 'own', `${start} --no-refresh install --force --repo own --no-recommends --oldpackage a b`],
  ])('says %s with %s sources so', (phrase, kind, line) => {
    expect(spoken(zypper, phrase, kind)).toBe(line)
  })

  it('reads versions and what would come along out of its XML', () => {
    const search =
      '<solvable status="not-installed" name="login" kind="package" edition="1.0.2-1" arch="x86_64" repository="own"/>'
    const summary =
      '<to-install>\n<solvable type="package" name="login" edition="1.0.2-1" arch="x86_64" summary="x">\n</to-install>'

    expect({ ...new RegExp(zypper.listedVersion).exec(search)?.groups }).toEqual({ name: 'login', version: '1.0.2-1' })
    expect(new RegExp(zypper.simulatedInstall).exec(summary)?.[1]).toBe('login')
  })

  it('reads the name out of a lock', () => {
    const locks = '\ntype: package\nmatch_type: glob\ncase_sensitive: on\nsolvable_name: aadsshlogin*\n'

    expect(new RegExp(zypper.holds[0].pattern, 'm').exec(locks)?.[1]).toBe('aadsshlogin*')
  })
})

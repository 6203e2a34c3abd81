import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile, type Allowances, type Selection } from '../../src/core/profile.ts'
import { decisions, decisionsWithDerivatives } from './decisions.ts'
import { osReleaseTexts, shippedProfiles } from './distro-data.ts'
import { likelyTexts } from './likely-texts.ts'

const shipped = shippedProfiles()
const texts = osReleaseTexts()
const withDerivatives: Allowances = { derivatives: true, goneRepositories: false }
const withMirror: Allowances = { derivatives: false, goneRepositories: true }

function select(text: string | undefined, allowances?: Allowances): Selection {
  return selectProfile(shipped, parseOsRelease(text, 'x86_64'), allowances)
}

function summary(selection: Selection): string {
  if (selection.kind === 'unsupported')
    return selection.detail.from === undefined ? selection.code : `${selection.code} from ${selection.detail.from}`
  const { profileId, packageManager, repository } = selection.target
  const row = selection.row?.versions ?? 'newer'
  return [profileId, row, packageManager, repository.path, repository.suite].join(' ').trimEnd()
}

describe('selectProfile', () => {
  it('has a decision for every text', () => {
    expect([...texts.keys()].sort()).toEqual(Object.keys(decisions).sort())
  })

  it.each(Object.entries(decisions))('%s: %s', (name, decision) => {
    expect(summary(select(texts.get(name)))).toBe(decision)
  })

  it.each(Object.entries(decisions))('%s with derivatives allowed', (name, decision) => {
    expect(summary(select(texts.get(name), withDerivatives))).toBe(decisionsWithDerivatives[name] ?? decision)
  })

  it('refuses a machine without os-release', () => {
    expect(select(undefined)).toEqual({
      kind: 'unsupported',
      code: 'system.unknown',
      detail: { system: 'unknown Linux' },
    })
  })

  it.each([
    ['ubuntu-18.04', 'aarch64', 'x86_64'],
    ['ubuntu-22.04', 'riscv64', 'x86_64, aarch64'],
    ['ubuntu-22.04', 'armv7l', 'x86_64, aarch64'],
    ['ubuntu-26.10', 'i686', 'x86_64, aarch64'],
    ['debian-9', 'aarch64', 'x86_64'],
    ['sles-12.5', 's390x', 'x86_64, aarch64'],
  ])('%s on %s is refused by its architecture', (name, architecture, supported) => {
    const system = parseOsRelease(texts.get(name), architecture)

    expect(selectProfile(shipped, system)).toEqual({
      kind: 'unsupported',
      code: 'system.architecture',
      detail: { system: system.prettyName, architecture, supported },
    })
  })

  it('names an unknown processor', () => {
    const system = parseOsRelease(texts.get('debian-12'), '')

    expect(selectProfile(shipped, system)).toMatchObject({ detail: { architecture: 'an unknown processor' } })
  })

  it.each([
    ['debian-12', 'microsoft', 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'],
    ['debian-13', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B'],
    ['ubuntu-25.10', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B'],
    ['ubuntu-26.10', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B'],
    ['rhel-9.6', 'microsoft', 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'],
    ['rhel-10.1', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B'],
  ])('%s trusts the key %s', (name, id, fingerprint) => {
    const selection = select(texts.get(name))

    expect(selection).toMatchObject({ target: { repository: { keys: [{ id, fingerprints: [fingerprint] }] } } })
  })

  it('speaks of architectures as the packages do', () => {
    const system = parseOsRelease(texts.get('debian-12'), 'aarch64')

    expect(selectProfile(shipped, system)).toMatchObject({
      target: { architecture: 'aarch64', packageArchitecture: 'arm64' },
    })
  })
})

describe('a system that is known and refused', () => {
  it.each([
    ['flatcar', /^it has no package manager/],
    ['fedora-coreos-42', /^there is no login package for Fedora$/],
    ['amzn-2', /^there is no login package for Amazon Linux$/],
    ['manjaro', /^there is no login package for pacman$/],
    ['nobara-41', /^there is no login package for Fedora$/],
  ])('%s gets the reason, with the setting too', (name, reason) => {
    for (const allowances of [undefined, withDerivatives])
      expect(select(texts.get(name), allowances)).toMatchObject({
        code: 'system.refused',
        detail: { reason: expect.stringMatching(reason) as string },
      })
  })
})

describe('a repository that Microsoft took away', () => {
  it('is no obstacle where a mirror has it', () => {
    const selection = select(texts.get('mariner-1.0'), withMirror)

    expect(summary(selection)).toBe('mariner 1.0 tdnf /cbl-mariner/1.0/prod/extras/x86_64')
    expect(selection).toMatchObject({ target: { status: 'repository-gone' } })
  })

  it('changes nothing for other systems', () => {
    const others = Object.entries(decisions).filter(([name]) => name !== 'mariner-1.0')

    for (const [name, decision] of others) expect(summary(select(texts.get(name), withMirror)), name).toBe(decision)
  })
})

describe('a derivative', () => {
  it('is told the setting only where it would help', () => {
    expect(select(texts.get('linuxmint-21.3'))).toMatchObject({
      code: 'system.derivative',
      detail: { system: 'Linux Mint 21.3', parent: 'Ubuntu' },
    })
    expect(select(texts.get('cloudlinux-7.2'))).toMatchObject({ code: 'system.unknown' })
    expect(selectProfile(shipped, parseOsRelease(texts.get('raspbian-11'), 'armv7l'))).toMatchObject({
      code: 'system.unknown',
    })
  })

  it('keeps its own name and says whose profile it has', () => {
    expect(select(texts.get('pop-22.04'), withDerivatives)).toMatchObject({
      parent: 'Ubuntu',
      target: { profileId: 'ubuntu', displayName: 'Pop!_OS 22.04 LTS' },
    })
    expect(select(texts.get('ubuntu-22.04'), withDerivatives)).not.toHaveProperty('parent')
  })

  it('is told what is missing when it was allowed and still cannot be tried', () => {
    expect(select(texts.get('kali-rolling'), withDerivatives)).toEqual({
      kind: 'unsupported',
      code: 'system.unknown',
      detail: { system: 'Kali GNU/Linux Rolling (os-release states no usable version of Debian)' },
    })
  })

  it.each([
    ['the nearest that is known', 'ID=x\nID_LIKE="y ubuntu debian"\nUBUNTU_CODENAME=noble', 'ubuntu 24.04'],
    ['the parent of its own line', 'ID=x\nID_LIKE="debian"\nDEBIAN_CODENAME=trixie', 'debian 13'],
    ['the number of an rpm rebuild', 'ID=x\nID_LIKE="centos rhel"\nVERSION_ID=7', 'centos 7'],
    ['no number where codenames count', 'ID=x\nID_LIKE="ubuntu"\nVERSION_ID=22.04', 'system.unknown'],
    ['nothing beyond a refused one', 'ID=x\nID_LIKE="fedora rhel"\nVERSION_ID=9.1', 'system.refused'],
  ])('follows %s', (_, text, decision) => {
    expect(summary(select(text, withDerivatives))).toMatch(new RegExp(`^${decision}( |$)`))
  })

  it('never wins over an exact id', () => {
    const ids = shipped.profiles.flatMap(({ match }) => match.ids)
    fc.assert(
      fc.property(
        likelyTexts,
        fc.constantFrom(...ids),
        fc.shuffledSubarray([...ids, 'arch', 'fedora']),
        (text, id, like) => {
          const exact = select(`${text}\nID=${id}\nID_LIKE=`)

          expect(select(`${text}\nID=${id}\nID_LIKE="${like.join(' ')}"`, withDerivatives)).toEqual(exact)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('whatever the text', () => {
  it('at most one profile is selected, and no hole is left', () => {
    fc.assert(
      fc.property(likelyTexts, fc.constantFrom(undefined, withDerivatives), (text, allowances) => {
        const system = parseOsRelease(text, 'x86_64')
        const matching = shipped.profiles.filter(({ match }) => match.ids.includes(system.id))
        const selection = selectProfile(shipped, system, allowances)

        expect(matching.length).toBeLessThanOrEqual(1)
        if (selection.kind === 'unsupported') return
        const { path, suite } = selection.target.repository
        if (selection.parent === undefined) expect(matching).toEqual([selection.profile])
        else expect(matching).toEqual([])
        expect(path).toMatch(/^(?:\/[a-z0-9][a-z0-9._-]*)+$/)
        expect(suite).toMatch(/^(?:[a-z0-9][a-z0-9._-]*)?$/)
      }),
      { numRuns: 500 },
    )
  })

  it('a derivative is never tried without the setting', () => {
    fc.assert(
      fc.property(likelyTexts, (text) => {
        const selection = select(text)

        if (selection.kind === 'supported') expect(selection.parent).toBeUndefined()
        else expect(selection.detail.system).not.toBe('')
      }),
      { numRuns: 300 },
    )
  })

  it('only one profile is left when the others are taken away', () => {
    fc.assert(
      fc.property(likelyTexts, (text) => {
        const system = parseOsRelease(text, 'x86_64')
        const answers = shipped.profiles.map(
          (profile) => selectProfile({ ...shipped, profiles: [profile] }, system).kind,
        )

        expect(answers.filter((kind) => kind === 'supported').length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { System } from '../../src/core/facts.ts'
import { HandlerFailure } from '../../src/core/failure.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { loadProfiles, selectProfile, type Selection } from '../../src/core/profile.ts'
import { osReleaseTexts, profileTexts, shippedProfiles } from './distro-data.ts'

const shipped = shippedProfiles()
const texts = osReleaseTexts()

/** `profile path suite`, with `newer` where the table ends before; or the code of the refusal and what it names. */
type Decision = string

/** Every text of test/fixtures/os-release on x86_64. */
const decisions: Readonly<Record<string, Decision>> = {
  'debian-8': 'system.version from 9',
  'debian-9': 'debian /debian/9/prod stretch',
  'debian-9-first': 'debian /debian/9/prod stretch',
  'debian-10': 'debian /debian/10/prod buster',
  'debian-11': 'debian /debian/11/prod bullseye',
  'debian-12': 'debian /debian/12/prod bookworm',
  'debian-13': 'debian /debian/13/prod trixie',
  'debian-15': 'debian /debian/15/prod duke newer',
  'debian-testing': 'debian /debian/14/prod forky',
  'debian-testing-unknown': 'system.unknown',
  'ubuntu-14.04': 'system.version from 16.04',
  'ubuntu-16.04': 'ubuntu /ubuntu/16.04/prod xenial',
  'ubuntu-18.04': 'ubuntu /ubuntu/18.04/prod bionic',
  'ubuntu-20.04': 'ubuntu /ubuntu/20.04/prod focal',
  'ubuntu-22.04': 'ubuntu /ubuntu/22.04/prod jammy',
  'ubuntu-23.04': 'system.version from 23.10',
  'ubuntu-24.04': 'ubuntu /ubuntu/24.04/prod noble',
  'ubuntu-25.10': 'ubuntu /ubuntu/25.10/prod questing',
  'ubuntu-26.04': 'ubuntu /ubuntu/26.04/prod resolute',
  'ubuntu-26.10': 'ubuntu /ubuntu/26.10/prod some newer',
  'rhel-8.4': 'system.unknown',
  'centos-7': 'system.unknown',
  'opensuse-leap-42.3': 'system.unknown',
  'azurelinux-3.0': 'system.unknown',
  'linuxmint-21.3': 'system.unknown',
  'kali-rolling': 'system.unknown',
  flatcar: 'system.unknown',
  arch: 'system.unknown',
  'broken-empty': 'system.unknown',
  'broken-crlf': 'debian /debian/12/prod bookworm',
  'broken-old-mac': 'debian /debian/12/prod bookworm',
  'broken-bom': 'debian /debian/12/prod bookworm',
  'broken-bom-first': 'debian /debian/12/prod bookworm',
  'broken-single-quotes': 'debian /debian/12/prod bookworm',
  'broken-duplicate': 'ubuntu /ubuntu/24.04/prod noble',
  'broken-open-quote': 'debian /debian/12/prod bookworm',
  'broken-upper-case': 'debian /debian/12/prod bookworm',
  'broken-comments': 'debian /debian/12/prod bookworm',
  'broken-no-newline': 'debian /debian/12/prod bookworm',
  'broken-escapes': 'debian /debian/12/prod bookworm',
  'broken-no-id': 'system.unknown',
  'broken-version-words': 'system.unknown',
  'broken-version-words-codename': 'debian /debian/13/prod trixie',
  'broken-version-signs': 'system.unknown',
  'broken-version-long': 'system.unknown',
  'broken-command': 'system.unknown',
  'broken-path': 'system.unknown',
  'broken-newline-name': 'system.version from 9',
  'broken-binary': 'system.unknown',
  'broken-utf16': 'system.unknown',
  'broken-html': 'system.unknown',
  'broken-json': 'system.unknown',
  'broken-spaces': 'debian /debian/12/prod bookworm',
  'broken-lower-keys': 'system.unknown',
  'broken-long-name': 'system.unknown',
}

function select(text: string | undefined, architecture = 'x86_64'): Selection {
  return selectProfile(shipped, parseOsRelease(text, architecture))
}

function summary(selection: Selection): Decision {
  if (selection.kind === 'unsupported')
    return selection.detail.from === undefined ? selection.code : `${selection.code} from ${selection.detail.from}`
  const { profileId, repository } = selection.target
  return [profileId, repository.path, repository.suite, ...(selection.newerThanTable ? ['newer'] : [])].join(' ')
}

describe('selectProfile', () => {
  it('has a decision for every text', () => {
    expect([...texts.keys()].sort()).toEqual(Object.keys(decisions).sort())
  })

  it.each(Object.entries(decisions))('%s: %s', (name, decision) => {
    expect(summary(select(texts.get(name)))).toBe(decision)
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
  ])('%s on %s is refused by its architecture', (name, architecture, supported) => {
    const system = parseOsRelease(texts.get(name), architecture)

    expect(selectProfile(shipped, system)).toEqual({
      kind: 'unsupported',
      code: 'system.architecture',
      detail: { system: system.prettyName, architecture, supported },
    })
  })

  it('names an unknown processor', () => {
    expect(select(texts.get('debian-12'), '')).toMatchObject({ detail: { architecture: 'an unknown processor' } })
  })

  it.each([
    ['debian-12', 'microsoft', 'BC528686B50D79E339D3721CEB3E94ADBE1229CF', '/keys/microsoft.asc'],
    ['debian-13', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B', '/keys/microsoft-2025.asc'],
    ['ubuntu-25.10', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B', '/keys/microsoft-2025.asc'],
    ['ubuntu-26.10', 'microsoft-2025', 'AA86F75E427A19DD33346403EE4D7792F748182B', '/keys/microsoft-2025.asc'],
  ])('%s trusts the key %s', (name, id, fingerprint, path) => {
    const selection = select(texts.get(name))

    expect(selection).toMatchObject({ target: { repository: { keys: [{ id, path, fingerprints: [fingerprint] }] } } })
  })

  it('speaks of architectures as the packages do', () => {
    expect(select(texts.get('debian-12'), 'aarch64')).toMatchObject({
      target: { architecture: 'aarch64', packageArchitecture: 'arm64' },
    })
  })

  it('never selects two profiles nor leaves a hole, whatever the text', () => {
    const ids = fc.constantFrom(...shipped.profiles.flatMap(({ match }) => match.ids), 'rhel')
    const versions = fc.oneof(fc.string(), fc.constantFrom('12', '22.04', '99', '13.1', ''))
    const codenames = fc.oneof(fc.string(), fc.constantFrom('bookworm', '', '{version}'))
    const likely = fc
      .tuple(ids, versions, codenames)
      .map(([id, version, codename]) => `ID=${id}\nVERSION_ID="${version}"\nVERSION_CODENAME=${codename}`)
    fc.assert(
      fc.property(fc.oneof(likely, fc.string({ unit: 'binary' })), (text) => {
        const system = parseOsRelease(text, 'x86_64')
        const matching = shipped.profiles.filter(({ match }) => match.ids.includes(system.id))
        const selection = selectProfile(shipped, system)

        expect(matching.length).toBeLessThanOrEqual(1)
        if (selection.kind === 'unsupported') return
        const { path, suite } = selection.target.repository
        expect(matching[0]).toBe(selection.profile)
        expect(path).toMatch(/^(?:\/[a-z0-9][a-z0-9._-]*)+$/)
        expect(suite).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('loadProfiles', () => {
  const system: System = parseOsRelease('ID=toylinux\nVERSION_ID=3.1', 'x86_64')

  it('reads what is shipped', () => {
    expect(shipped.profiles.map(({ id }) => id)).toEqual(['debian', 'ubuntu'])
    expect(Object.keys(shipped.keys)).toEqual(['microsoft', 'microsoft-2025'])
  })

  it('takes a new distribution from one more file', () => {
    const toy = edit('debian.json', (profile) => {
      Object.assign(profile, { id: 'toylinux', name: 'Toy Linux', match: { ids: ['toylinux'] } })
      Object.assign(profile.repository as object, { path: '/toy/{major}/{version}/{architecture}', suite: 'stable' })
      const [row] = profile.versions as Record<string, unknown>[]
      delete row!.codename
      profile.versions = [{ ...row, versions: '3.1+' }]
    })

    const selection = selectProfile(loadProfiles({ ...profileTexts(), 'toy.json': toy['debian.json']! }), system)

    expect(summary(selection)).toBe('toylinux /toy/3/3.1/x86_64 stable')
  })

  it('leaves the schema and other files alone', () => {
    const more = { ...profileTexts(), 'README.md': '# no data', 'profile.schema.json': '{}' }

    expect(loadProfiles(more).profiles).toHaveLength(2)
  })

  it.each<[string, () => Record<string, string>, string]>([
    ['a text that is not JSON', () => ({ ...profileTexts(), 'ubuntu.json': '{' }), 'ubuntu.json: not JSON'],
    ['no keys', () => without('keys.json'), 'keys.json: not JSON'],
    ['no profile', () => ({ 'keys.json': profileTexts()['keys.json']! }), 'there is no profile'],
    ['a missing field', () => edit('debian.json', (profile) => delete profile.sshd), 'debian.json: sshd: '],
    ['a misspelt field', () => edit('debian.json', (profile) => (profile.verions = [])), 'debian.json: : '],
    [
      'a key nobody has',
      () => edit('ubuntu.json', (profile) => Object.assign(profile.newer as object, { keys: ['mine'] })),
      'ubuntu.json: no key mine in keys.json',
    ],
    [
      'one id in two profiles',
      () => edit('ubuntu.json', (profile) => Object.assign(profile.match as object, { ids: ['ubuntu', 'debian'] })),
      'ubuntu.json: debian is in another profile too',
    ],
    [
      'one profile twice',
      () => ({ ...profileTexts(), 'copy.json': profileTexts()['debian.json']! }),
      'debian.json: debian',
    ],
  ])('says where the data is broken: %s', (_what, broken, expected) => {
    const load = (): unknown => loadProfiles(broken())

    expect(load).toThrow(HandlerFailure)
    expect(load).toThrow(`distro-profiles: ${expected}`)
  })
})

function without(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(profileTexts()).filter(([other]) => other !== name))
}

function edit(name: string, change: (profile: Record<string, unknown>) => unknown): Record<string, string> {
  const profile = JSON.parse(profileTexts()[name]!) as Record<string, unknown>
  change(profile)
  return { ...profileTexts(), [name]: JSON.stringify(profile) }
}

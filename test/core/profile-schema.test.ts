import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { keyFileSchema, profileJsonSchema, profileSchema, type Profile } from '../../src/core/profile-schema.ts'
import { profileTexts } from './distro-data.ts'

const debian = profileSchema.parse(JSON.parse(profileTexts()['debian.json']!))

/** `field: message` of the first problem; '' when there is none. */
function problem(change: Partial<Profile>): string {
  const parsed = profileSchema.safeParse({ ...debian, ...change })
  const issue = parsed.error?.issues[0]
  return issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
}

const [stretch] = debian.versions as [Profile['versions'][0]]

describe('profileSchema', () => {
  it('agrees with profile.schema.json, which editors read', () => {
    const committed: unknown = JSON.parse(
      readFileSync(new URL('../../distro-profiles/profile.schema.json', import.meta.url), 'utf8'),
    )

    expect(committed).toEqual(profileJsonSchema())
  })

  it('takes what is shipped', () => {
    expect(problem({})).toBe('')
  })

  it.each<[string, Partial<Profile>, string]>([
    ['no version', { versions: [] }, 'versions: Too small: expected array to have >=1 items'],
    [
      'a version in words',
      { versions: [{ ...stretch, versions: 'nine' }] },
      'versions.0.versions: not a version or a range',
    ],
    [
      'an unknown hole',
      { repository: { ...debian.repository, suite: '{name}' } },
      'repository.suite: the only holes are {id}, {version}, {major}, {codename}, {architecture}',
    ],
    [
      'a relative path',
      { repository: { ...debian.repository, keyringFile: 'keyring.gpg' } },
      String.raw`repository.keyringFile: Invalid string: must match pattern /^\/[\w./+-]+$/`,
    ],
    [
      'a pin with a release',
      { versions: [{ ...stretch, pin: '1.0.027980001-1' }] },
      String.raw`versions.0.pin: Invalid string: must match pattern /^\d[\w.+~]*$/`,
    ],
    [
      'an unknown stand-in',
      { versions: [{ ...stretch, tested: { base: 'deb11', standIn: 'apt' as 'tdnf' } }] },
      'versions.0.tested.standIn: Invalid option: expected one of "apt 1.x"|"yum 3"|"tdnf"|"zypper 1.13"',
    ],
    ['what is inconsistent', { versions: [stretch, stretch] }, 'versions.1: 9 does not come after 9'],
  ])('refuses %s', (_what, change, expected) => {
    expect(problem(change)).toBe(expected)
  })
})

describe('keyFileSchema', () => {
  const key = { name: 'Mine', fingerprints: ['BC528686B50D79E339D3721CEB3E94ADBE1229CF'] }

  it.each([
    ['below the base URL', { path: '/key.asc' }, true],
    ['on the machine', { file: '/etc/pki/key' }, true],
    ['nowhere', {}, false],
    ['in both places', { path: '/key.asc', file: '/etc/pki/key' }, false],
  ])('a key that is %s: %s', (_where, place, expected) => {
    expect(keyFileSchema.safeParse({ keys: { mine: { ...key, ...place } } }).success).toBe(expected)
  })

  it.each(['', 'BC52', 'bc528686b50d79e339d3721ceb3e94adbe1229cf', 'BC528686B50D79E339D3721CEB3E94ADBE1229CF '])(
    'refuses the fingerprint "%s"',
    (fingerprint) => {
      const keys = { mine: { name: 'Mine', path: '/key.asc', fingerprints: [fingerprint] } }

      expect(keyFileSchema.safeParse({ keys }).success).toBe(false)
    },
  )
})

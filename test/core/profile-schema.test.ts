import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  isSingleVersion,
  keyFileSchema,
  profileJsonSchema,
  profileSchema,
  type Profile,
} from '../../src/core/profile-schema.ts'
import { profileTexts } from './distro-data.ts'

const debian = profileSchema.parse(JSON.parse(profileTexts()['debian.json']!))

/** `field: message` of the first problem; '' when there is none. */
function problem(change: Partial<Profile>): string {
  const parsed = profileSchema.safeParse({ ...debian, ...change })
  const issue = parsed.error?.issues[0]
  return issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
}

const [stretch, buster] = debian.versions as [Profile['versions'][0], Profile['versions'][0]]

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
    ['rows that run backwards', { versions: [buster, stretch] }, 'versions.1: 9 does not come after 10'],
    ['a row that is there twice', { versions: [stretch, stretch] }, 'versions.1: 9 does not come after 9'],
    [
      'a row that overlaps the one before',
      { versions: [{ ...stretch, versions: '9-10', codename: undefined }, buster] },
      'versions.1: 10 does not come after 9-10',
    ],
    [
      'a codename for a range',
      { versions: [{ ...stretch, versions: '9-10' }] },
      'versions.0: a codename belongs to one version, not to a range',
    ],
    [
      'a codename that is there twice',
      { versions: [stretch, { ...buster, codename: 'stretch' }] },
      'versions.1: stretch is there twice',
    ],
    ['no version', { versions: [] }, 'versions: Too small: expected array to have >=1 items'],
    [
      'a version in words',
      { versions: [{ ...stretch, versions: 'nine' }] },
      'versions.0.versions: not a version or a range',
    ],
    [
      'an architecture without a package name',
      { packageArchitectures: { x86_64: 'amd64' } },
      'newer.architectures: aarch64 has no row in packageArchitectures',
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
  ])('refuses %s', (_what, change, expected) => {
    expect(problem(change)).toBe(expected)
  })
})

describe('keyFileSchema', () => {
  it.each(['', 'BC52', 'bc528686b50d79e339d3721ceb3e94adbe1229cf', 'BC528686B50D79E339D3721CEB3E94ADBE1229CF '])(
    'refuses the fingerprint "%s"',
    (fingerprint) => {
      const keys = { mine: { name: 'Mine', path: '/key.asc', fingerprints: [fingerprint] } }

      expect(keyFileSchema.safeParse({ keys }).success).toBe(false)
    },
  )
})

describe('isSingleVersion', () => {
  it.each([
    ['12', true],
    ['22.04', true],
    ['8.3+', false],
    ['7.4-7.10', false],
  ])('%s: %s', (versions, expected) => {
    expect(isSingleVersion(versions)).toBe(expected)
  })
})

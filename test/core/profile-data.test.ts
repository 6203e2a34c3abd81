import { describe, expect, it } from 'vitest'
import { HandlerFailure } from '../../src/core/failure.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { idsOf, selectProfile } from '../../src/core/profile.ts'
import { loadProfiles } from '../../src/core/profile-data.ts'
import { osReleaseTexts, profileTexts, shippedProfiles } from './distro-data.ts'

type Json = Record<string, unknown>

function without(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(profileTexts()).filter(([other]) => other !== name))
}

function edit(name: string, change: (data: Json) => unknown): Record<string, string> {
  const data = JSON.parse(profileTexts()[name]!) as Json
  change(data)
  return { ...profileTexts(), [name]: JSON.stringify(data) }
}

function refuse(ids: string[]): Record<string, string> {
  return edit('refused.json', ({ systems }) => (systems as Json[]).push({ ids, name: 'X', reason: 'it is a toy' }))
}

describe('loadProfiles', () => {
  it('reads what is shipped', () => {
    const { profiles, keys, refused } = shippedProfiles()

    expect(profiles.map(({ id }) => id)).toEqual(expect.arrayContaining(['debian', 'rhel', 'sles', 'ubuntu']))
    expect(Object.keys(keys)).toEqual(expect.arrayContaining(['microsoft', 'microsoft-2025']))
    expect(refused.flatMap(({ ids }) => ids)).toEqual(expect.arrayContaining(['flatcar', 'fedora', 'alpine']))
  })

  it('takes a new distribution from one more file', () => {
    const toy = edit('debian.json', (profile) => {
      Object.assign(profile, { id: 'toylinux', name: 'Toy Linux', match: { ids: ['toylinux'] } })
      Object.assign(profile.repository as Json, { path: '/toy/{major}/{version}/{architecture}', suite: 'stable' })
      const [row] = profile.versions as Json[]
      delete row!.codename
      profile.versions = [{ ...row, versions: '3.1+' }]
    })

    const data = loadProfiles({ ...profileTexts(), 'toy.json': toy['debian.json']! })
    const selection = selectProfile(data, parseOsRelease('ID=toylinux\nVERSION_ID=3.1', 'x86_64'))

    expect(selection).toMatchObject({
      profile: { id: 'toylinux' },
      row: { versions: '3.1+' },
      target: { repository: { path: '/toy/3/3.1/x86_64', suite: 'stable' } },
    })
  })

  it('reads of the profiles only those for the systems that are asked for', () => {
    const texts = { ...profileTexts(), 'ubuntu.json': '{"id":"ubuntu"}' }
    const namesOf = (...ids: string[]): string[] => loadProfiles(texts, ids).profiles.map(({ id }) => id)

    expect([namesOf('debian'), namesOf('no such system')]).toEqual([['debian'], []])
    expect(() => namesOf('ubuntu')).toThrow('ubuntu.json: ')
    expect(() => loadProfiles({ ...texts, 'rhel.json': '{' }, ['debian'])).toThrow('rhel.json: not JSON')
  })

  it('reads enough for every system to have its answer', () => {
    for (const text of osReleaseTexts().values()) {
      const system = parseOsRelease(text, 'x86_64')
      expect(selectProfile(loadProfiles(profileTexts(), idsOf(system)), system)).toEqual(
        selectProfile(shippedProfiles(), system),
      )
    }
  })

  it('leaves the schema and other files alone', () => {
    const more = { ...profileTexts(), 'README.md': '# no data', 'profile.schema.json': '{}' }

    expect(loadProfiles(more)).toEqual(shippedProfiles())
  })

  it.each<[string, () => Record<string, string>, string]>([
    ['a text that is not JSON', () => ({ ...profileTexts(), 'ubuntu.json': '{' }), 'ubuntu.json: not JSON'],
    ['no keys', () => without('keys.json'), 'keys.json: not JSON'],
    ['nothing refused', () => without('refused.json'), 'refused.json: not JSON'],
    [
      'no profile',
      () => ({ 'keys.json': profileTexts()['keys.json']!, 'refused.json': profileTexts()['refused.json']! }),
      'there is no profile',
    ],
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
      'ubuntu.json: debian is there twice',
    ],
    [
      'one profile twice',
      () => ({ ...profileTexts(), 'copy.json': profileTexts()['debian.json']! }),
      'debian.json: debian is there twice',
    ],
    ['a refused id that has a profile', () => refuse(['toy', 'rocky']), 'refused.json: rocky is there twice'],
    ['a refused id twice', () => refuse(['fedora']), 'refused.json: fedora is there twice'],
    ['a refused system without an id', () => refuse([]), 'refused.json: systems.'],
  ])('says where the data is broken: %s', (_what, broken, expected) => {
    const load = (): unknown => loadProfiles(broken())

    expect(load).toThrow(HandlerFailure)
    expect(load).toThrow(`distro-profiles: ${expected}`)
  })
})

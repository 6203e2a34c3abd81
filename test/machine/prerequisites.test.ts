import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { missingPrerequisites } from '../../src/machine/prerequisites.ts'
import { World } from '../world.ts'

const https = '/usr/lib/apt/methods/https'
const authorities = '/etc/ssl/certs/ca-certificates.crt'
const apt = grammars['apt-get']

describe('missingPrerequisites', () => {
  it.each<[string, World, string[]]>([
    ['an apt that has all it needs', new World().file(https, '').file(authorities, ''), []],
    ['one whose method is a link', new World().file('/m/http', '').link(https, '/m/http').file(authorities, ''), []],
    ['one before 1.5', new World().file(authorities, ''), ['apt-transport-https']],
    ['one that trusts nobody', new World().file(https, ''), ['ca-certificates']],
    ['a bare one', new World(), ['apt-transport-https', 'ca-certificates']],
  ])('of %s', async (_, world, expected) => {
    expect(await missingPrerequisites(world.host(), apt, 'https://packages.example/x')).toEqual(expected)
  })

  it('are none for an address without encryption', async () => {
    expect(await missingPrerequisites(new World().host(), apt, 'http://mirror.example/x')).toEqual([])
  })

  it('name each package once', async () => {
    const row = { url: '^https:', file: '/a', packages: ['curl'] }
    const prerequisites = [row, { ...row, file: '/b' }]

    expect(await missingPrerequisites(new World().host(), { prerequisites }, 'HTTPS://x')).toEqual(['curl'])
  })
})

import { describe, expect, it } from 'vitest'
import type { PackageState } from '../../src/core/facts.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { offeredVersions, queryAll, queryPackages } from '../../src/machine/package-query.ts'
import { World } from '../world.ts'
import { Database, dpkgWords, type DpkgLetters } from './simulated-packages.ts'

const apt = grammars['apt-get']

describe('queryPackages', () => {
  it.each<[DpkgLetters, Omit<PackageState, 'version'>]>([
    ['ii', { status: 'installed', held: false, residual: false }],
    ['hi', { status: 'installed', held: true, residual: false }],
    ['rc', { status: 'absent', held: false, residual: true }],
    ['iF', { status: 'broken', held: false, residual: false }],
    ['iU', { status: 'broken', held: false, residual: false }],
    ['rH', { status: 'broken', held: false, residual: false }],
    ['in', { status: 'absent', held: false, residual: false }],
    ['un', { status: 'absent', held: false, residual: false }],
    ['iR', { status: 'broken', held: false, residual: false }],
    ['iiR', { status: 'broken', held: false, residual: false }],
    ['iW', { status: 'broken', held: false, residual: false }],
  ])('reads %s', async (letters, state) => {
    const world = new World()
    new Database(world).set('login', letters, '1.0.2')

    expect(await queryPackages(world.host(), apt, ['login'])).toEqual({ login: { ...state, version: '1.0.2' } })
  })

  it('has an answer for every name, and asks once', async () => {
    const world = new World()
    new Database(world).set('login', 'ii', '1')

    const states = await queryPackages(world.host(), apt, ['login', 'policy'])

    expect(states).toMatchObject({ login: { status: 'installed' }, policy: { status: 'absent', version: '' } })
    expect(world.calls).toEqual([['dpkg-query', '-W', '-f=${Package}\\t${Status}\\t${Version}\\n', 'login', 'policy']])
  })

  it('finds the keys of rpm under names of their own', async () => {
    const world = new World()
    const key = 'gpg-pubkey-be1229cf-5e4e2d9c'
    world.program('rpm', { stdout: `${key}\tinstall ok installed\tbe1229cf-5e4e2d9c\n` })

    const states = await queryPackages(world.host(), grammars.dnf, [key, 'gpg-pubkey-f748182b-1', 'login'])

    expect(states).toMatchObject({
      [key]: { status: 'installed' },
      'gpg-pubkey-f748182b-1': { status: 'absent' },
      login: { status: 'absent' },
    })
    // rpm knows all keys by one name only.
    expect(world.calls[0]?.slice(-2)).toEqual(['gpg-pubkey', 'login'])
  })

  it('takes a package that nobody knows for absent', async () => {
    const world = new World()
    world.program('dpkg-query', { exitCode: 1, stderr: 'dpkg-query: no packages found matching login\n' })

    expect(await queryPackages(world.host(), apt, ['login'])).toMatchObject({ login: { status: 'absent' } })
  })

  it('passes over lines that are none of its own', async () => {
    const world = new World()
    const stdout = `warning: x\nlogin\t${dpkgWords.ii}\t1\nhalf\t${dpkgWords.ii}\n\n`
    world.program('dpkg-query', { stdout })

    expect(Object.keys(await queryPackages(world.host(), apt, []))).toEqual(['login'])
  })

  it.each([
    [
      'is unreadable',
      { exitCode: 2, stderr: "dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 7:\n more" },
      "dpkg-query: error: parsing file '/var/lib/dpkg/status' near line 7:",
    ],
    ['does not answer', { exitCode: undefined, problem: 'timed out' }, 'dpkg-query: timed out'],
    ['ends in silence', { exitCode: 3 }, 'dpkg-query: no answer'],
  ])('never guesses when the database %s', async (_, result, detail) => {
    const world = new World()
    world.program('dpkg-query', () => ({ stdout: `login\t${dpkgWords.ii}\t1\n`, ...result }))

    await expect(queryPackages(world.host(), apt, ['login'])).rejects.toMatchObject({
      code: 'packages.database',
      detail: { detail },
    })
  })

  it('names the program when it is missing', async () => {
    await expect(queryPackages(new World().host(), apt, ['login'])).rejects.toMatchObject({
      code: 'dependency.missing-tool',
      detail: { tool: 'dpkg-query' },
    })
  })
})

describe('queryAll', () => {
  it('tells the state of every package the machine knows', async () => {
    const world = new World()
    new Database(world).set('a', 'ii').set('b', 'hi').set('c', 'iF').set('d', 'rc').set('e', 'un')

    const states = Object.entries(await queryAll(world.host(), apt))

    expect(states.map(([name, { status, residual }]) => `${name} ${status}${residual ? ' rest' : ''}`)).toEqual([
      'a installed',
      'b installed',
      'c broken',
      'd absent rest',
      'e absent',
    ])
  })
})

describe('offeredVersions', () => {
  it('are those of the package itself, in the order of the lists', async () => {
    const world = new World()
    const at = 'https://packages.example/debian/12/prod bookworm/main amd64 Packages'
    const stdout = ` login |      1.0.3 | ${at}\n login |      1.0.2 | ${at}\n login-extra | 9 | ${at}\n`
    world.program('apt-cache', { stdout })

    expect(await offeredVersions(world.host(), apt, 'login')).toEqual(['1.0.3', '1.0.2'])
    expect(world.calls).toEqual([['apt-cache', 'madison', 'login']])
  })

  it('are none when nobody has it, or the tool is missing', async () => {
    const world = new World()
    const missing = await offeredVersions(world.host(), apt, 'login')
    world.program('apt-cache', { exitCode: 100, stderr: 'E: x' })

    expect([missing, await offeredVersions(world.host(), apt, 'login')]).toEqual([[], []])
  })
})

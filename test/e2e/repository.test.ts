import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { packageIfStale } from '../../scripts/package/build.ts'
import { defaultOptions } from '../../scripts/package/options.ts'
import { brokenThirdParty } from '../lab/machine/variants.ts'
import { failsWithoutTrace } from './no-trace.ts'
import { Site } from '../lab/site.ts'
import { keptWords, story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

async function works(vm: Vm, settings: object = {}): Promise<void> {
  expect(story(await vm.enable(settings))).toMatchObject({
    runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'],
    handler: 'Ready 0',
    extension: 'success 0',
    violations: [],
  })
  expect(await vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
}

describe('62: somebody else answers', () => {
  it('with a key that is not the pinned one: the zip that is published trusts Microsoft alone', async () => {
    const options = defaultOptions()
    const vm = await site.machine()
    vm.agent.publish(options.version, await packageIfStale(options))
    const packages = await vm.packages()

    const outcome = await vm.enable({}, { version: options.version })

    const { good } = site.packages.world.fingerprints
    expect(story(outcome)).toMatchObject({ runs: [`install ${options.version}: 62`], handler: 'NotReady 1007' })
    expect(outcome.violations).toEqual([])
    expect(keptWords(outcome)).toContain('wanted BC528686B50D79E339D3721CEB3E94ADBE1229CF')
    expect(keptWords(outcome)).toContain(`found ${good}`)
    expect(keptWords(outcome)).toContain('\nNothing was installed.')
    expect(vm.changes()).toEqual([])
    expect([await vm.packages(), vm.state()]).toEqual([packages, undefined])
  })

  it.each(['stranger', 'expired'] as const)('with lists signed by a key that is %s', async (state) => {
    await site.packages.publish(state)

    const lines = await failsWithoutTrace(await site.machine(), 62)

    expect(lines[0]).toMatch(/^62: The package repository https:\/\/packages\.microsoft\.com\/debian\/12\/prod is not/)
    expect(lines[1]).toMatch(/^Nothing was installed\./)
  })
})

describe('51: the repository was read', () => {
  it('and has no such package', async () => {
    await site.packages.publish('empty')

    const lines = await failsWithoutTrace(await site.machine(), 51)

    expect(lines[0]).toMatch(/^51: The repository .* was read and has no package aadsshlogin for Debian/)
    expect(lines[1]).toContain('published versions: none')
  })

  it('and has no such version', async () => {
    const lines = await failsWithoutTrace(await site.machine(), 51, { package: { version: '9.9.9' } })

    expect(lines[0]).toContain('has no package aadsshlogin=9.9.9')
    expect(lines[1]).toContain('published versions: 1.0.3, 1.0.2, 1.0.1.')
  })
})

describe('package.version', () => {
  it('is installed and kept, and followed when it changes', async () => {
    const vm = await site.machine()
    await works(vm, { package: { version: '1.0.2' } })
    expect(await vm.login()).toBe('ii 1.0.2')

    const older = await vm.enable({ package: { version: '1.0.1' } }, { sequence: 1 })
    expect(story(older)).toMatchObject({ runs: ['enable 1.0.0: 0'], handler: 'Ready 0', violations: [] })
    expect(await vm.login()).toBe('ii 1.0.1')

    vm.remember()
    const unknown = await vm.enable({ package: { version: '9.9.9' } }, { sequence: 2 })
    expect(story(unknown)).toMatchObject({ runs: ['enable 1.0.0: 51'], extension: 'error 51', violations: [] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.1', '/usr/sbin/aad_certhandler'])
    expect(vm.changes()).toEqual([])

    const newest = await vm.enable({}, { version: '1.0.1', sequence: 3 })
    expect(story(newest)).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
    expect(await vm.login()).toBe('ii 1.0.3')
  })
})

describe("somebody else's source that is broken", () => {
  it.each(['unknown', 'missing'] as const)('does not matter: %s', async (how) => {
    const vm = await site.machine(brokenThirdParty(how))

    await works(vm)

    expect(await vm.login()).toBe('ii 1.0.3')
  })

  it('is named where the package manager refuses to work at all: malformed', async () => {
    const lines = await failsWithoutTrace(await site.machine(brokenThirdParty('malformed')), 64)

    expect(lines[0]).toMatch(/^64: The configuration of the package manager is broken: .*third-party\.list/)
    expect(lines[1]).toMatch(/^Correct the file that is named/)
  })
})

describe('a private mirror', () => {
  const baseUrl = 'http://mirror.test'
  const keys = (): { good: string; armored: Buffer } => ({
    good: site.packages.world.fingerprints.good,
    armored: readFileSync(join(site.packages.world.keys, 'good.asc')),
  })
  const hosts = async (): Promise<string[]> => [...new Set((await site.packages.log()).map(({ host }) => host))]

  it('is used instead of the public repository, with its key from an address', async () => {
    const vm = await site.machine()
    const key = { url: `${baseUrl}/keys/microsoft.asc`, fingerprint: keys().good.toLowerCase() }

    await works(vm, { repository: { baseUrl, key } })

    expect([await vm.login(), await hosts()]).toEqual(['ii 1.0.3', ['mirror.test']])
    expect((await site.packages.log()).every(({ tls }) => !tls)).toBe(true)
    expect(story(await vm.remove())).toMatchObject({ handler: undefined, violations: [] })
    expect(vm.changes()).toEqual([])
  })

  it('is used with its key from a file', async () => {
    const path = '/etc/mirror/key.asc'
    const vm = await site.machine({ files: { [path]: { content: keys().armored } } })

    await works(vm, { repository: { baseUrl, key: { path, fingerprint: keys().good } } })

    expect(await hosts()).toEqual(['mirror.test'])
    expect((await site.packages.log()).filter((request) => request.path.includes('/keys/'))).toEqual([])
    expect(await vm.guest.read(path)).toBe(keys().armored.toString())
  })

  it('is expected to sign with the keys of Microsoft unless it names its own', async () => {
    await works(await site.machine(), { repository: { baseUrl: 'https://mirror.test/' } })

    expect(await hosts()).toEqual(['mirror.test'])
  })

  it('takes the place of the public one at the next enable, which changes no packages', async () => {
    const entry = '/etc/apt/sources.list.d/aadsshlogin-handler.list'
    const vm = await site.machine()
    await site.packages.publish('1.0.2')
    await works(vm)
    await site.packages.clear()

    const asked = await vm.enable({ repository: { baseUrl } }, { sequence: 1 })
    expect(story(asked)).toMatchObject({ runs: ['enable 1.0.0: 0'], handler: 'Ready 0', violations: [] })
    expect(await hosts()).toEqual(['mirror.test'])
    expect(await vm.login()).toBe('ii 1.0.2')
    const moved = await vm.enable({ repository: { baseUrl } }, { version: '1.0.1', sequence: 2 })
    expect(story(moved)).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
    expect([await vm.login(), await hosts()]).toEqual(['ii 1.0.3', ['mirror.test']])
    expect(await vm.guest.read(entry)).toContain(`${baseUrl}/debian/12/prod bookworm main`)

    expect(story(await vm.remove())).toMatchObject({ handler: undefined, violations: [] })
    expect(vm.changes()).toEqual([])
  })

  const wrong: readonly [string, object, number, RegExp][] = [
    [
      'a fingerprint of another key',
      { url: `${baseUrl}/keys/microsoft.asc`, fingerprint: 'A'.repeat(40) },
      62,
      /^62: /,
    ],
    ['a page that is no key', { url: `${baseUrl}/debian/12/prod/dists/bookworm/Release` }, 62, /found no OpenPGP key/],
    ['a file that is not there', { path: '/etc/no.asc' }, 53, /there is no file \/etc\/no\.asc on this VM/],
  ]
  it.each(wrong)('is refused with %s', async (_, key, code, cause) => {
    const repository = { baseUrl, key: { fingerprint: keys().good, ...key } }

    const lines = await failsWithoutTrace(await site.machine(), code, { repository })

    expect(lines[0]).toMatch(cause)
    expect(await hosts()).not.toContain('packages.microsoft.com')
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startPackageHost, type PackageHost } from '../packages/host.ts'
import { startProxy } from '../packages/proxy-host.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { Machine } from './machine.ts'
import { repositoryConfigured } from './variants.ts'

let fabric: Fabric
let host: PackageHost
let machine: Machine

beforeAll(async () => {
  fabric = await startFabric()
  host = await startPackageHost(fabric)
})
afterAll(async () => {
  await host.stop()
  await fabric.stop()
})
beforeEach(async () => {
  machine = await Machine.up({ fabric, ...repositoryConfigured(host.world, 'list') })
})
afterEach(async () => {
  await machine.down()
  await host.clear()
})

const apt = (...args: string[]) =>
  machine.run(['apt-get', '-o', 'Acquire::Retries=0', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } })

describe('the package host', () => {
  const index = '/dists/bookworm/InRelease$'
  const faults: [string, Parameters<PackageHost['fault']>[0], RegExp][] = [
    ['a status', { match: index, status: 403 }, /403 {2}Forbidden/],
    ['a reset', { match: index, reset: true }, /Connection failed/],
    ['a cut', { match: index, cutAfter: 100 }, /Connection failed|Error reading|Undetermined Error|unexpected/],
    ['garbage', { match: index, garbage: true }, /Clearsigned file isn't valid/],
    ['a delay', { match: index, delayMs: 3000 }, /Connection (failed|timed out)/],
    ['slowness', { match: index, bytesPerSecond: 1 }, /Connection (failed|timed out)/],
    ['another file', { match: `^.*${index}`, serve: '/keys/microsoft.asc' }, /Clearsigned file isn't valid/],
  ]
  it.each(faults)('answers with %s when told', async (_name, fault, complaint) => {
    await host.fault(fault)
    const { stderr } = await apt('-o', 'Acquire::https::Timeout=1', 'update')

    expect(stderr).toMatch(complaint)
    expect((await host.log()).filter(({ faulty }) => faulty).length).toBeGreaterThan(0)
  })

  it('counts the times a fault shall last', async () => {
    await host.fault({ match: index, status: 503, times: 1 })
    const first = await apt('update')
    const second = await apt('update')

    expect(first.stderr).toContain('503')
    expect(second).toMatchObject({ code: 0, stderr: '' })
  })

  const states = [
    ['stranger', /NO_PUBKEY/],
    ['expired', /NO_PUBKEY|EXPKEYSIG/],
  ] as const
  it.each(states)('signs with the key %s when told', async (state, complaint) => {
    await host.publish(state)
    const { code, stderr } = await apt('update')

    expect(code).toBe(100)
    expect(stderr).toMatch(complaint)
  })

  it('has no aadsshlogin when told', async () => {
    await host.publish('empty')
    const update = await apt('update')
    const { stderr } = await apt('install', '-y', 'aadsshlogin')

    expect(update.code).toBe(0)
    expect(stderr).toContain('Unable to locate package aadsshlogin')
  })

  it.each(['selfsigned', 'wrongname'] as const)('presents the certificate %s when told', async (certificate) => {
    await host.present(certificate)
    const { stderr } = await apt('update')

    expect(stderr).toContain('Certificate verification failed')
  })

  it('has the same pages under the name of a mirror, over http too', async () => {
    const page = await machine.run(['curl', '-sf', 'http://mirror.test/keys/microsoft.asc'])
    const alias = await machine.run([
      'curl',
      '-sfI',
      'https://mirror.test/repos/microsoft-debian-bookworm-prod/dists/bookworm/Release',
    ])

    expect(page.stdout).toBe(readFileSync(join(host.world.keys, 'good.asc'), 'utf8'))
    expect(alias.code).toBe(0)
  })

  it('lists the package for both architectures', async () => {
    const { stdout } = await machine.run([
      'curl',
      '-sf',
      'https://packages.microsoft.com/ubuntu/24.04/prod/dists/noble/main/binary-arm64/Packages',
    ])

    expect(stdout).toMatch(/^Package: aadsshlogin\nVersion: 1\.0\.3\nArchitecture: arm64$/m)
  })
})

describe('the proxy', () => {
  it('tunnels https and forwards http', async () => {
    const proxy = await startProxy(fabric)
    const tunnelled = await apt('-o', `Acquire::https::Proxy=${proxy.url}`, 'update')
    const forwarded = await machine.run(['curl', '-sf', '-x', proxy.url, 'http://mirror.test/keys/microsoft.asc'])
    const log = await proxy.log()
    await proxy.stop()

    expect(tunnelled).toMatchObject({ code: 0, stderr: '' })
    expect(forwarded.stdout).toContain('BEGIN PGP PUBLIC KEY BLOCK')
    expect(log).toContainEqual({ method: 'CONNECT', target: 'packages.microsoft.com:443', status: 200 })
    expect(log).toContainEqual({ method: 'GET', target: 'http://mirror.test/keys/microsoft.asc', status: 200 })
  })

  it('asks for a password when it has one', async () => {
    const proxy = await startProxy(fabric, 'user:secret')
    const get = (url: string) => machine.run(['curl', '-sSf', '-x', url, 'https://mirror.test/keys/microsoft.asc'])
    const without = await get(proxy.url)
    const within = await get(proxy.url.replace('//', '//user:secret@'))
    const log = await proxy.log()
    await proxy.stop()

    expect(without.stderr).toContain('407')
    expect(within.code).toBe(0)
    expect(log.map(({ status }) => status)).toEqual([407, 200])
  })
})

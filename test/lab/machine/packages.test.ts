import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startPackageHost, type PackageHost } from '../packages/host.ts'
import { startProxy } from '../packages/proxy-host.ts'
import { ended } from './child.ts'
import { diffRoot } from './diff.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { Machine } from './machine.ts'
import { snapshot } from './snapshot.ts'
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
const stateOf = async (name: string) => (await machine.run(['dpkg-query', '-Wf', '${Status} ${Version}', name])).stdout

describe('aadsshlogin, installed with apt from packages.microsoft.com', () => {
  it('wires login, and gives everything back when removed', async () => {
    const before = snapshot(machine.root)
    const update = await apt('update')
    const install = await apt('install', '-y', 'aadsshlogin', 'aadsshlogin-selinux')
    const user = 'user=alice@contoso.com,host=x,addr=1.2.3.4'
    const ssh = await machine.must(['sshd', '-T', '-C', user])
    const others = await machine.must(['sshd', '-T', '-C', 'user=root,host=x,addr=1.2.3.4'])
    const nss = await machine.read('/etc/nsswitch.conf')
    const pam = await machine.read('/etc/pam.d/common-account')
    await apt('remove', '-y', 'aadsshlogin')
    await apt('remove', '-y', 'aadsshlogin-selinux')

    expect(update).toMatchObject({ code: 0, stderr: '' })
    expect(install.code).toBe(0)
    expect(ssh.stdout).toContain(
      'authorizedkeyscommand /usr/sbin/aad_certhandler %u %k\nauthorizedkeyscommanduser root',
    )
    expect(others.stdout).toContain('authorizedkeyscommand none')
    expect(nss).toMatch(/^passwd:\s+files aad$/m)
    expect(pam).toMatch(/^account\s+\[default=ignore\]\s+pam_aad\.so/m)
    expect(diffRoot(before, snapshot(machine.root))).toEqual([])
    expect((await host.log()).every(({ tls, status }) => tls && status === 200)).toBe(true)
  })

  it('lets its users in by ssh, and cannot be removed while one is logged in', async () => {
    await apt('update')
    await apt('install', '-y', 'aadsshlogin')
    await machine.must([
      'sh',
      '-c',
      'aaduseradd alice@contoso.com && ssh-keygen -qt ed25519 -N "" -f /tmp/key && /usr/sbin/sshd',
    ])
    const options = ['-i', '/tmp/key', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null']
    const login = await machine.run(['ssh', ...options, '-l', 'alice@contoso.com', 'localhost', 'id', '-u'])
    const session = machine.spawn(['runuser', '-u', 'alice@contoso.com', '--', 'sleep', '100'], { stdio: 'ignore' })
    await expect.poll(() => machine.run(['pgrep', 'sleep']).then(({ code }) => code)).toBe(0)
    const refused = await apt('remove', '-y', 'aadsshlogin')
    const kept = await stateOf('aadsshlogin')
    await machine.must(['pkill', 'sleep'])
    await ended(session)
    const removed = await apt('remove', '-y', 'aadsshlogin')

    expect(login).toMatchObject({ code: 0, stdout: '2000000\n' })
    expect(refused.stdout).toMatch(/aaduserdel: user alice@contoso.com is currently used by process \d+/)
    expect(refused.code).toBe(100)
    expect(kept).toBe('install ok installed 1.0.3')
    expect(removed.code).toBe(0)
  })

  it('is upgraded when the repository has a newer one', async () => {
    await host.publish('1.0.1')
    await apt('update')
    await apt('install', '-y', 'aadsshlogin')
    const first = await stateOf('aadsshlogin')
    await host.publish('1.0.2')
    await apt('update')
    await apt('install', '-y', 'aadsshlogin')
    const sshd = await machine.read('/etc/ssh/sshd_config')

    expect([first, await stateOf('aadsshlogin')]).toEqual(['install ok installed 1.0.1', 'install ok installed 1.0.2'])
    expect(sshd.match(/Added by aadsshlogin installer/g)).toHaveLength(1)
    expect((await machine.run(['aad_certhandler'])).stdout).toBe('Version: 1.0.2\n')
  })

  it('keeps the selinux package until it is gone itself', async () => {
    await apt('update')
    await apt('install', '-y', 'aadsshlogin', 'aadsshlogin-selinux')
    const refused = await apt('remove', '-y', 'aadsshlogin-selinux')

    expect(refused.stdout).toContain('aadsshlogin-selinux: remove aadsshlogin first')
  })

  it('takes the place of its predecessor', async () => {
    await apt('update')
    await apt('install', '-y', 'aadlogin')
    const { stdout } = await apt('install', '-y', 'aadsshlogin')

    expect(stdout).toMatch(/REMOVED:\n\s+aadlogin\n/)
  })

  const scripts = [
    ['preinst', 'install', 'install ok not-installed '],
    ['postinst', 'install', 'install ok half-configured 1.0.3'],
  ] as const
  it.each(scripts)('fails in %s when told', async (script, verb, state) => {
    await machine.write(`/etc/standin/${script}`, 'echo told to fail >&2; exit 3\n')
    await apt('update')
    const { code, stdout } = await apt(verb, '-y', 'aadsshlogin')

    expect(code).toBe(100)
    expect(stdout).toContain('told to fail')
    expect(stdout).toContain('returned error exit status 3')
    expect(await stateOf('aadsshlogin')).toBe(state)
  })

  it('leaves dpkg interrupted when a script kills it', async () => {
    await machine.write('/etc/standin/postinst', 'kill -9 $PPID; exit 9\n')
    await apt('update')
    await apt('install', '-y', 'aadsshlogin')
    const state = await stateOf('aadsshlogin')
    await machine.must(['rm', '/etc/standin/postinst'])
    const repair = await machine.run(['dpkg', '--configure', '-a'])

    expect(state).toBe('install ok half-configured 1.0.3')
    expect(repair.code).toBe(0)
    expect(await stateOf('aadsshlogin')).toBe('install ok installed 1.0.3')
  })
})

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

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startPackageHost, type PackageHost } from '../packages/host.ts'
import { login } from '../ssh/client.ts'
import { makeLoginKeys, type LoginKeys } from '../ssh/keys.ts'
import { loginMachine, startSshd } from '../ssh/server.ts'
import { OpenSession } from '../ssh/session.ts'
import { diffRoot } from './diff.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { Machine } from './machine.ts'
import { snapshot } from './snapshot.ts'
import { combine, repositoryConfigured } from './variants.ts'

let fabric: Fabric
let host: PackageHost
let keys: LoginKeys
let machine: Machine

beforeAll(async () => {
  fabric = await startFabric()
  host = await startPackageHost(fabric)
  keys = await makeLoginKeys()
})
afterAll(async () => {
  await host.stop()
  await fabric.stop()
  keys.remove()
})
beforeEach(async () => {
  machine = await Machine.up({ fabric, ...combine(repositoryConfigured(host.world, 'list'), loginMachine(keys)) })
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
    await startSshd(machine, keys, 'bare')
    const client = { fabric, keys }
    const first = await login(client, keys.entra, 'id -u; pwd')
    const second = await login(client, keys.entra, 'id -u; pwd')
    const session = await OpenSession.open(client, keys.entra)
    const refused = await apt('remove', '-y', 'aadsshlogin')
    const kept = await stateOf('aadsshlogin')
    await session.close()
    await expect.poll(() => machine.run(['pgrep', '-u', '2000000']).then(({ code }) => code)).toBe(1)
    const removed = await apt('remove', '-y', 'aadsshlogin')

    expect(first).toEqual({ code: 0, stdout: '2000000\n/home/maria@example.com\n', stderr: '' })
    expect(second).toEqual(first)
    expect(refused.stdout).toMatch(/aaduserdel: user maria@example.com is currently used by process \d+/)
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

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startPackageHost, type PackageHost } from '../packages/host.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { Machine } from './machine.ts'
import {
  brokenThirdParty,
  combine,
  installed,
  memory,
  noRoute,
  osRelease,
  readOnlyRoot,
  repositoryConfigured,
  type Variant,
} from './variants.ts'

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
afterEach(() => machine.down())

const up = async (variant: Variant) => {
  machine = await Machine.up({ fabric, ...variant })
}

describe('a machine that differs', () => {
  it('is another distribution', async () => {
    await up(osRelease('ID=plan9\n'))

    expect(await machine.read('/etc/os-release')).toBe('ID=plan9\n')
  })

  it('has little memory', async () => {
    await up(await memory(512))
    const { stdout } = await machine.sh('cd /sys/devices/system/memory; cat block_size_bytes; echo memory*; free -m')

    expect(stdout).toMatch(/^8000000\nmemory0 memory1 memory2 memory3\n[^]*Mem: +448 /)
  })

  it('has packages from before', async () => {
    await up(await installed(host.world, ['aadsshlogin', '1.0.1']))
    const { stdout } = await machine.run(['dpkg-query', '-Wf', '${Status} ${Version}', 'aadsshlogin'])

    expect(stdout).toBe('install ok installed 1.0.1')
    expect((await machine.run(['aad_certhandler'])).stdout).toBe('Version: 1.0.1\n')
    expect(await machine.read('/etc/ssh/sshd_config')).toContain('Added by aadsshlogin installer')
  })

  it('has the predecessor, and the repository', async () => {
    await up(combine(await installed(host.world, ['aadlogin', '1.0.0']), repositoryConfigured(host.world, 'list')))
    await machine.run(['apt-get', 'update'])
    const { stdout } = await machine.run(['apt-cache', 'policy', 'aadlogin'])

    expect(stdout).toContain('Installed: 1.0.0')
    expect(stdout).toContain('https://packages.microsoft.com/debian/12/prod')
  })

  const forms = [
    ['list', true],
    ['deb822', true],
    ['list, disabled', false],
    ['deb822, disabled', false],
  ] as const
  it.each(forms)('has the repository as %s', async (form, enabled) => {
    await up(repositoryConfigured(host.world, form))
    const { stdout } = await machine.run(['apt-get', 'update', '--print-uris'])

    expect(stdout.includes('https://packages.microsoft.com/debian/12/prod')).toBe(enabled)
  })

  const broken = [
    ['unknown', /Temporary failure resolving 'nowhere.test'/],
    ['missing', /does not have a Release file/],
    ['malformed', /Malformed (line|entry)/],
  ] as const
  it.each(broken)("has somebody's source that is %s", async (how, complaint) => {
    await up(brokenThirdParty(how))
    const { stderr } = await machine.run(['apt-get', '-o', 'Acquire::Retries=0', 'update'])

    expect(stderr).toMatch(complaint)
  })

  it('has a read-only root', async () => {
    await up(readOnlyRoot)
    const { stderr } = await machine.sh('touch /run/x /tmp/x && touch /etc/x')

    expect(stderr).toContain("'/etc/x': Read-only file system")
  })

  it('has no route to the platform', async () => {
    await up(noRoute)
    const { stderr } = await machine.run(['bash', '-c', ': < /dev/tcp/169.254.169.254/80'])

    expect(stderr).toContain('Network is unreachable')
  })

  it('has a default route, behind which nobody answers', async () => {
    await up({ routes: ['default'] })
    const { code } = await machine.run(['timeout', '1', 'bash', '-c', ': < /dev/tcp/192.0.2.1/80'])

    expect(code).toBe(124)
  })
})

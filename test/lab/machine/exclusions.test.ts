import { matchesGlob } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPackageHost, type PackageHost } from '../packages/host.ts'
import { diffRoot, type Difference } from './diff.ts'
import { exclusions } from './exclusions.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { Machine } from './machine.ts'
import { snapshot } from './snapshot.ts'
import { repositoryConfigured } from './variants.ts'

describe('exclusions', () => {
  let fabric: Fabric
  let host: PackageHost
  let machine: Machine
  let all: Difference[]
  let left: Difference[]
  beforeAll(async () => {
    fabric = await startFabric()
    host = await startPackageHost(fabric)
    machine = await Machine.up({ fabric, systemd: true, ...repositoryConfigured(host.world, 'list') })
    const before = snapshot(machine.root)
    await machine.startAgent()
    await installAndRemove(machine)
    const after = snapshot(machine.root)
    all = diffRoot(before, after, [])
    left = diffRoot(before, after)
  })
  afterAll(async () => {
    await machine.down()
    await host.stop()
    await fabric.stop()
  })

  it("leave only the folder that the agent's first start makes", () => {
    expect(left).toEqual([{ path: '/var/log/azure', change: 'added', details: 'folder 755 0:0' }])
  })

  it.each(exclusions.filter(({ by }) => by !== 'extension'))('are needed: $glob', ({ glob }) => {
    expect(all.map(({ path }) => path)).toSatisfy((paths: string[]) => paths.some((path) => matchesGlob(path, glob)))
  })

  it('spare nothing that a login depends on', () => {
    const watched = [
      '/etc/ssh/sshd_config',
      '/etc/nsswitch.conf',
      '/etc/pam.d/common-account',
      '/etc/group',
      '/etc/ld.so.cache',
      '/etc/sudoers.d/x',
      '/etc/apt/sources.list.d/x.list',
      '/usr/share/keyrings/x.gpg',
      '/var/lib/pam/seen',
      '/var/log/azure',
      '/var/lib/waagent',
    ]

    expect(watched.filter((path) => exclusions.some(({ glob }) => matchesGlob(path, glob)))).toEqual([])
  })
})

async function installAndRemove(machine: Machine): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await machine.must(['apt-get', 'update'], { env })
  await machine.must(['apt-get', 'install', '-y', 'aadsshlogin', 'aadsshlogin-selinux'], { env })
  await machine.must(['apt-get', 'remove', '-y', 'aadsshlogin'], { env })
  await machine.must(['apt-get', 'remove', '-y', 'aadsshlogin-selinux'], { env })
}

import { readdirSync, readFileSync } from 'node:fs'
import { join, matchesGlob, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { checkLoginWiring } from '../../../src/checks/login-wiring.ts'
import type { Target } from '../../../src/core/target.ts'
import { loadProfiles } from '../../../src/core/profile-data.ts'
import { selectProfile } from '../../../src/core/profile.ts'
import { readSystem } from '../../../src/machine/facts.ts'
import { diffRoot } from '../machine/diff.ts'
import { exclusions, rpmExclusions } from '../machine/exclusions.ts'
import { startFabric, type Fabric } from '../machine/fabric.ts'
import { Machine } from '../machine/machine.ts'
import { snapshot } from '../machine/snapshot.ts'
import { combine } from '../machine/variants.ts'
import { startPackageHost, type PackageHost } from '../packages/host.ts'
import { installBare, productFiles, removeBare } from './bare.ts'
import { guestHost } from './guest-host.ts'
import { prepareRoots, rowVariant } from './roots.ts'
import { matrixRow, matrixRows } from './rows.ts'

let fabric: Fabric
let host: PackageHost
let machine: Machine

beforeAll(async () => {
  await prepareRoots(samples.map(([name]) => name))
  fabric = await startFabric()
  host = await startPackageHost(fabric)
})
afterEach(() => machine.down())
afterAll(async () => {
  await host.stop()
  await fabric.stop()
})

/** One of every base and family, with what its manager says of itself. */
const samples = [
  ['debian 11', 'apt 2.2'],
  ['ubuntu 24.04', 'apt 2.6'],
  ['debian 13', 'apt 3.0'],
  ['rhel 7.9', '3.4.3'],
  ['centos 8', '4.5'],
  ['almalinux 9.6', '4.14'],
  ['rhel 10.0', '4.23'],
  ['mariner 2.0', 'tdnf: 3.5'],
  ['azurelinux 3.0', 'tdnf: 3.5'],
  ['sles 12.5', 'zypper 1.14.42'],
  ['opensuse-leap 15.6', 'zypper 1.14.89'],
  ['sles 16.0', 'zypper 1.14.89'],
] as const

const managers = ['apt-get', 'dpkg', 'dnf', 'yum', 'tdnf', 'zypper']

const present: Readonly<Record<string, readonly string[]>> = {
  'apt-get': ['apt-get', 'dpkg'],
  dnf: ['dnf', 'yum'],
  yum: ['yum'],
  tdnf: ['tdnf'],
  zypper: ['zypper'],
}

describe('a root of the matrix', () => {
  it.each(samples)('like %s has its manager (%s) and no other, and packages come and go', async (name, version) => {
    const row = matrixRow(name)
    machine = await Machine.up({
      ...combine(await rowVariant(name), { files: productFiles(row, host.world) }),
      fabric,
    })
    const found = await machine.run(['which', ...managers])
    const said = await machine.run([row.packageManager, '--version'])
    const before = snapshot(machine.root)
    await installBare(machine, row)
    const wired = await checkLoginWiring(guestHost(machine), await targetOf(machine))
    await removeBare(machine, row)

    expect(found.stdout.split('\n').map((path) => path.replace(/.*\//, ''))).toEqual([
      ...(present[row.packageManager] ?? []),
      '',
    ])
    expect(said.stdout.trimStart()).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}`))
    expect(wired).toMatchObject({ verdict: 'passed' })
    expect(diffRoot(before, snapshot(machine.root), [...exclusions, ...rpmExclusions])).toEqual([])
  })

  it('is made for every version that a profile says is tested', () => {
    const rows = matrixRows()

    expect(rows.length).toBeGreaterThan(50)
    expect(new Set(rows.map(({ base }) => base)).size).toBe(8)
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })
})

describe('the exclusions for rpm', () => {
  it('spare nothing that a login depends on', () => {
    const watched = [
      '/etc/ssh/sshd_config',
      '/etc/nsswitch.conf',
      '/etc/pam.d/sshd',
      '/etc/yum.repos.d/x.repo',
      '/etc/zypp/repos.d/x.repo',
      '/etc/pki/rpm-gpg/x',
    ]

    expect(watched.filter((path) => rpmExclusions.some(({ glob }) => matchesGlob(path, glob)))).toEqual([])
  })
})

/** What the handler makes of the machine's own os-release. */
async function targetOf(guest: Machine): Promise<Target> {
  const folder = resolve(import.meta.dirname, '../../../distro-profiles')
  const names = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const data = loadProfiles(Object.fromEntries(names.map((file) => [file, readFileSync(join(folder, file), 'utf8')])))
  const selection = selectProfile(data, await readSystem(guestHost(guest)))
  if (selection.kind === 'unsupported') throw new Error(JSON.stringify(selection.detail))
  return selection.target
}

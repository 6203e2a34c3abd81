import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { readFacts, readMemorySize, readSystem } from '../../src/machine/facts.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'
import { Database } from './simulated-packages.ts'

const debian = osReleaseTexts().get('debian-12')!
const mebi = 1024 * 1024

function machine(release?: string): World {
  const world = new World()
  return release === undefined ? world : world.file('/etc/os-release', release)
}

describe('readSystem', () => {
  it('reads os-release and the processor', async () => {
    expect(await readSystem(machine(debian).host())).toMatchObject({
      id: 'debian',
      versionId: '12',
      codename: 'bookworm',
      parentCodenames: [],
      architecture: 'x86_64',
    })
  })

  it.each<[string, World]>([
    ['there is none in /etc', machine().file('/usr/lib/os-release', debian)],
    ['it is a link', machine().file('/usr/lib/os-release', debian).link('/etc/os-release', '../usr/lib/os-release')],
    [
      'the one in /etc is huge',
      machine('x'.repeat(limits.read.osReleaseBytes + 1)).file('/usr/lib/os-release', debian),
    ],
  ])('reads the one of the distribution when %s', async (_, world) => {
    expect(await readSystem(world.host())).toMatchObject({ id: 'debian', versionId: '12' })
  })

  it.each<[string, World]>([
    ['missing', machine()],
    ['empty', machine('')],
    ['broken', machine('\0\xff{"a":1}\n<html>')],
    ['a link to nowhere', machine().link('/etc/os-release', '/nowhere')],
  ])('is a system without a name when os-release is %s', async (_, world) => {
    expect(await readSystem(world.host())).toEqual({
      id: '',
      idLike: [],
      versionId: '',
      codename: '',
      parentCodenames: [],
      prettyName: 'unknown Linux',
      architecture: 'x86_64',
    })
  })
})

describe('readMemorySize', () => {
  const blocks = '/sys/devices/system/memory'

  it('counts the blocks that the hypervisor gave, and what the kernel calls total', async () => {
    const world = new World().file(`${blocks}/block_size_bytes`, '8000000\n').file(`${blocks}/auto_online_blocks`, '')
    for (const name of ['memory0', 'memory1', 'memory32', 'power']) world.directory(`${blocks}/${name}`)
    world.file('/proc/meminfo', 'MemTotal:         345678 kB\nMemFree:  1 kB\n')

    expect(await readMemorySize(world.host())).toEqual({
      allocatedBytes: 3 * 128 * mebi,
      totalBytes: 345_678 * 1024,
    })
  })

  it.each<[string, World]>([
    ['there are none', new World()],
    ['their size is no number', new World().file(`${blocks}/block_size_bytes`, '\n').directory(`${blocks}/memory0`)],
    ['there is only their size', new World().file(`${blocks}/block_size_bytes`, '8000000\n')],
  ])('knows nothing of blocks when %s', async (_, world) => {
    expect(await readMemorySize(world.host())).toEqual({ allocatedBytes: undefined, totalBytes: undefined })
  })
})

const agentFolder = '/var/lib/waagent'

async function factsOf(world: World): ReturnType<typeof readFacts> {
  const host = world.host()
  const system = await readSystem(host)
  const { target } = selectProfile(shippedProfiles(), system) as { target: Target }
  return readFacts(host, system, { target, grammar: grammars['apt-get'], agentFolder })
}

function debianMachine(): World {
  const world = machine(debian)
  new Database(world)
  return world
}

describe('readFacts', () => {
  it('knows the state of every package that matters', async () => {
    const world = debianMachine()
    new Database(world).set('aadsshlogin', 'ii', '1.0.2').set('selinux-policy-default', 'rc', '2')

    const { packages } = await factsOf(world)

    expect(Object.fromEntries(Object.entries(packages).map(([name, { status }]) => [name, status]))).toEqual({
      aadsshlogin: 'installed',
      'aadsshlogin-selinux': 'absent',
      'selinux-policy-default': 'absent',
      aadlogin: 'absent',
      'aadlogin-selinux': 'absent',
    })
  })

  it('finds what is left of the predecessor: packages, even half removed, and folders of its extension', async () => {
    const world = debianMachine()
    new Database(world).set('aadlogin', 'rH', '1').set('aadlogin-selinux', 'rc', '1')
    const name = 'Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux'
    for (const folder of [
      `${name}-1.0.1588.1`,
      `${name}Else-1`,
      'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0',
    ])
      world.directory(`${agentFolder}/${folder}`)
    world.file(`${agentFolder}/${name}__1.0.1588.1.zip`, '')

    const { predecessor } = await factsOf(world)

    expect(predecessor).toEqual({
      packages: ['aadlogin'],
      folders: [`${agentFolder}/${name}-1.0.1588.1`],
      sessions: [],
    })
  })

  it('finds none where there is none', async () => {
    expect((await factsOf(debianMachine())).predecessor).toEqual({ packages: [], folders: [], sessions: [] })
  })

  it('reads all package sources of either form, the main file first', async () => {
    const world = debianMachine()
      .file('/etc/apt/sources.list.d/b.sources', 'Types: deb\nURIs: http://b\nSuites: s\nComponents: main\n')
      .file('/etc/apt/sources.list.d/a.list', '# deb http://a s main\n')
      .file('/etc/apt/sources.list.d/a.list.save', 'deb http://saved s main\n')
      .file('/etc/apt/sources.list', 'deb http://main s main\n')

    const { repositories } = await factsOf(world)

    expect(repositories.map(({ file, url, enabled }) => [file, url, enabled])).toEqual([
      ['/etc/apt/sources.list', 'http://main', true],
      ['/etc/apt/sources.list.d/a.list', 'http://a', false],
      ['/etc/apt/sources.list.d/b.sources', 'http://b', true],
    ])
  })

  it('passes over a source that cannot be read, with a line in the log', async () => {
    const world = debianMachine()
      .file('/etc/apt/sources.list.d/a.list', 'x'.repeat(limits.read.configurationBytes + 1))
      .file('/etc/apt/sources.list.d/b.list', 'deb http://b s main\n')

    const { repositories } = await factsOf(world)

    expect(repositories.map(({ url }) => url)).toEqual(['http://b'])
    expect(world.logged).toMatchObject([
      { level: 'warn', message: '/etc/apt/sources.list.d/a.list cannot be read and is passed over' },
    ])
  })

  it('has our own files byte for byte, those that exist', async () => {
    const bytes = new Uint8Array([0, 255, 1])
    const world = debianMachine().file('/usr/share/keyrings/aadsshlogin-handler.gpg', bytes)

    expect((await factsOf(world)).ownFiles).toEqual({
      '/usr/share/keyrings/aadsshlogin-handler.gpg': Buffer.from(bytes).toString('base64'),
    })
  })

  it('changes nothing', async () => {
    const world = debianMachine().file('/etc/apt/sources.list', 'deb http://main s main\n')
    const before = world.hash()

    await factsOf(world)

    expect(world.hash()).toBe(before)
    expect(world.detached).toEqual([])
  })
})

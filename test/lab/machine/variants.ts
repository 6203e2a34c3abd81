import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import type { PackageWorld } from '../packages/world.ts'
import { baseRoot } from './base.ts'
import { Machine } from './machine.ts'
import type { MachineOptions } from './options.ts'

/** What makes a machine differ from the usual one; `combine` puts several together. */
export type Variant = Pick<MachineOptions, 'base' | 'layers' | 'files' | 'binds' | 'hosts' | 'readOnly' | 'routes'>

/** All the variants' differences; where two set the same, the later one counts. */
export function combine(...variants: readonly [Variant, ...Variant[]]): Variant {
  return variants.reduce((left, right) => ({
    ...left,
    ...right,
    layers: [...(left.layers ?? []), ...(right.layers ?? [])],
    binds: [...(left.binds ?? []), ...(right.binds ?? [])],
    files: { ...left.files, ...right.files },
    hosts: { ...left.hosts, ...right.hosts },
  }))
}

/** Nothing can be written but below /run and /tmp. */
export const readOnlyRoot: Variant = { readOnly: true }

/** The addresses of the platform and of the package host are unreachable. */
export const noRoute: Variant = { routes: [] }

/** Another distribution, by the text of its os-release. */
export function osRelease(text: string): Variant {
  return { files: { '/usr/lib/os-release': text } }
}

/** Packages of the world already installed, as `[name, version]`; installed once, into a cached layer. */
export async function installed(world: PackageWorld, ...packages: readonly [string, string][]): Promise<Variant> {
  const base = await baseRoot()
  const files = packages.map(([name, version]) => world.deb(name, version))
  const dir = await cached('installed', [base, ...files], async (draft) => {
    const binds = files.map((from, index) => ({ from, to: `/run/packages/${index}.deb` }))
    const machine = await Machine.up({ fabric: 'none', upper: draft, binds })
    try {
      await machine.must(['sh', '-c', 'dpkg -i /run/packages/*.deb'])
    } finally {
      await machine.down()
    }
    rmSync(join(draft, 'work'), { recursive: true })
  })
  return { layers: [join(dir, 'upper')] }
}

/** How a machine came to have Microsoft's repository. */
export type RepositoryForm = 'list' | 'deb822' | 'list, disabled' | 'deb822, disabled'

/** The repository is configured as packages-microsoft-prod does it, with its keyring. */
export function repositoryConfigured(world: PackageWorld, form: RepositoryForm): Variant {
  const keyring = '/usr/share/keyrings/microsoft-prod.gpg'
  const url = 'https://packages.microsoft.com/debian/12/prod'
  const line = `deb [arch=amd64,arm64,armhf signed-by=${keyring}] ${url} bookworm main\n`
  const stanza = `Types: deb\nURIs: ${url}\nSuites: bookworm\nComponents: main\nSigned-By: ${keyring}\n`
  const folder = '/etc/apt/sources.list.d'
  const source = {
    list: { [`${folder}/microsoft-prod.list`]: line },
    'list, disabled': { [`${folder}/microsoft-prod.list`]: `# ${line}` },
    deb822: { [`${folder}/microsoft-prod.sources`]: stanza },
    'deb822, disabled': { [`${folder}/microsoft-prod.sources`]: `Enabled: no\n${stanza}` },
  }[form]
  return { files: { [keyring]: { content: readFileSync(join(world.keys, 'good.gpg')) }, ...source } }
}

/** Somebody else's source: its name is unknown, its host has nothing there, or its file is no source. */
export function brokenThirdParty(how: 'unknown' | 'missing' | 'malformed'): Variant {
  const lines = {
    unknown: 'deb https://nowhere.test/debian stable main\n',
    missing: 'deb https://mirror.test/third-party stable main\n',
    malformed: 'deb https://mirror.test/third-party\n',
  }
  return { files: { '/etc/apt/sources.list.d/third-party.list': lines[how] } }
}

const blockMegabytes = 128
const firmwareTables = '/sys/firmware/dmi'

/**
 * The machine has so much memory: that many blocks of 128 MB below /sys/devices/system/memory, and /proc/meminfo with
 * what is left when the kernel has taken its share (64 MB unless told).
 */
export async function memory(megabytes: number, reserved = 64): Promise<Variant> {
  const dir = await cached('memory', [String(megabytes), String(reserved)], (draft) => {
    mkdirSync(join(draft, 'nothing'))
    writeBlocks(join(draft, 'blocks'), megabytes / blockMegabytes)
    const total = (megabytes - reserved) * 1024
    const lines = { MemTotal: total, MemFree: total >> 1, MemAvailable: total >> 1, SwapTotal: 0, SwapFree: 0 }
    const text = Object.entries(lines).map(([name, size]) => `${`${name}:`.padEnd(15)}${String(size).padStart(9)} kB\n`)
    writeFileSync(join(draft, 'meminfo'), text.join(''))
  })
  // Where the host's firmware tells the size, the machine has no such tables.
  const firmware = existsSync(firmwareTables) ? [{ from: join(dir, 'nothing'), to: firmwareTables }] : []
  return {
    binds: [
      { from: join(dir, 'blocks'), to: '/sys/devices/system/memory' },
      { from: join(dir, 'meminfo'), to: '/proc/meminfo' },
      ...firmware,
    ],
  }
}

function writeBlocks(dir: string, count: number): void {
  mkdirSync(dir)
  writeFileSync(join(dir, 'block_size_bytes'), `${(blockMegabytes << 20).toString(16)}\n`)
  for (let index = 0; index < count; index += 1) {
    const block = join(dir, `memory${index}`)
    mkdirSync(block)
    const files = { phys_index: index.toString(16).padStart(8, '0'), online: '1', state: 'online', removable: '1' }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(block, name), `${text}\n`)
  }
}

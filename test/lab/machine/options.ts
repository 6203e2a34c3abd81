import { packageWorld } from '../packages/world.ts'
import { fabricAddresses, hostNames } from './addresses.ts'
import { baseRoot } from './base.ts'
import type { Bind, BootPlan } from './boot.ts'
import type { Fabric } from './fabric.ts'
import type { FileSpec } from './tar.ts'
import { trustLayer } from './trust.ts'

export interface MachineOptions {
  /** Boots systemd with sshd; else process 1 only reaps and nothing runs. */
  systemd?: boolean
  /** Folders of the root it is layered on, lowest first: Debian 12 unless told. */
  base?: readonly string[]
  /** Folders over the base, lowest first. */
  layers?: readonly string[]
  /** Limit of what the machine can write, as mount(8) takes it; 512m unless told. */
  size?: string
  /** Folder of the host that keeps what the machine writes: the next machine with it has rebooted. */
  upper?: string
  /** The fabric to plug into; one of its own unless told; `none` leaves only the loopback. */
  fabric?: Fabric | 'none'
  /** Machines of one fabric with different places, from 1 on, run side by side; without, the last one is in its way. */
  place?: number
  /** Where the machine has routes to: all of the fabric, one address each, unless told. `default` is the default route. */
  routes?: readonly string[]
  /** Names in /etc/hosts besides the fabric's. */
  hosts?: Readonly<Record<string, string>>
  /** Files by path, put in place before process 1 starts. */
  files?: Readonly<Record<string, FileSpec>>
  /** Read-only binds of the host's files. */
  binds?: readonly Bind[]
  /** The root is read-only once the files are in place. */
  readOnly?: boolean
}

/** Everything a boot needs to know; makes base and layers when they are not cached. */
export async function planOf(options: MachineOptions, fabric: Fabric | undefined, cgroup: string): Promise<BootPlan> {
  const base = options.base ?? [await baseRoot()]
  const trust = await trustLayer(base, await packageWorld())
  return {
    boot: options.systemd ? 'systemd' : 'bare',
    layers: [...base, trust, ...(options.layers ?? [])],
    upper: options.upper,
    size: options.size ?? '512m',
    fabric,
    place: options.place ?? 0,
    routes: options.routes ?? fabricAddresses,
    files: { '/etc/hosts': hostsFile(options.hosts ?? {}), ...options.files },
    binds: options.binds ?? [],
    readOnly: options.readOnly ?? false,
    cgroup,
  }
}

function hostsFile(extra: Readonly<Record<string, string>>): string {
  const names = Object.entries({ ...hostNames, ...extra }).map(([name, address]) => `${address} ${name}\n`)
  return `127.0.0.1 localhost labvm\n::1 localhost\n${names.join('')}`
}

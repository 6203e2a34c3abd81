import type { ChildProcess } from 'node:child_process'
import { fabricAddresses, hostNames } from './addresses.ts'
import { baseRoot } from './base.ts'
import { boot, type Bind, type Booted } from './boot.ts'
import { ended } from './child.ts'
import { enter, runIn, type Entrance, type RunOptions, type RunResult } from './enter.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { commandGroup, sweepGroups, waitForSystemd } from './systemd.ts'
import type { FileSpec } from './tar.ts'
import { trustLayer } from './trust.ts'
import { packageWorld } from '../packages/world.ts'

export interface MachineOptions {
  /** Boots systemd with sshd; else process 1 only reaps and nothing runs. */
  systemd?: boolean
  /** Folders over the base, lowest first. */
  layers?: readonly string[]
  /** Limit of what the machine can write, as mount(8) takes it; 512m unless told. */
  size?: string
  /** Folder of the host that keeps what the machine writes: the next machine with it has rebooted. */
  upper?: string
  /** The fabric to plug into; one of its own unless told; `none` leaves only the loopback. */
  fabric?: Fabric | 'none'
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

const agentUnit = 'walinuxagent.service'

let count = 0

/** A throw-away Debian 12 machine, which ends with this process. */
export class Machine {
  readonly fabric: Fabric | undefined
  readonly pid: number
  /** Path of the host to the machine's root. Absolute links in it lead to the host: use `read` and `write`. */
  readonly root: string
  readonly #booted: Booted
  readonly #entrance: Entrance
  readonly #end: () => Promise<void>

  private constructor(booted: Booted, entrance: Entrance, fabric: Fabric | undefined, end: () => Promise<void>) {
    this.#booted = booted
    this.#entrance = entrance
    this.#end = end
    this.fabric = fabric
    this.pid = booted.pid
    this.root = `/proc/${booted.pid}/root`
  }

  /** A machine that is ready; with systemd, once systemd says that it is running. */
  static async up(options: MachineOptions = {}): Promise<Machine> {
    const base = await baseRoot()
    const fabric = options.fabric === 'none' ? undefined : (options.fabric ?? (await startFabric()))
    const cgroup = `lab-${process.pid}-${(count += 1)}`
    const booted = await boot({
      boot: options.systemd ? 'systemd' : 'bare',
      layers: [base, await trustLayer(base, await packageWorld()), ...(options.layers ?? [])],
      upper: options.upper,
      size: options.size ?? '512m',
      fabric,
      routes: options.routes ?? fabricAddresses,
      files: { '/etc/hosts': hostsFile(options.hosts ?? {}), ...options.files },
      binds: options.binds ?? [],
      readOnly: options.readOnly ?? false,
      cgroup,
    })
    const entrance = { pid: booted.pid, cgroupProcs: options.systemd ? commandGroup(booted.pid) : undefined }
    const machine = new Machine(booted, entrance, fabric, async () => {
      if (fabric && fabric !== options.fabric) await fabric.stop()
      if (options.systemd) sweepGroups(cgroup)
    })
    if (options.systemd) await waitForSystemd(machine)
    return machine
  }

  /** Runs a program to its end; it is the caller's to look at the code. */
  run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runIn(this.#entrance, argv, options)
  }

  /** Runs a shell script to its end. */
  sh(script: string, options: RunOptions = {}): Promise<RunResult> {
    return this.run(['sh', '-c', script], options)
  }

  /** Starts a program in a process group of its own and leaves it to the caller. */
  spawn(argv: readonly string[], options: Parameters<typeof enter>[2] = {}): ChildProcess {
    return enter(this.#entrance, argv, options)
  }

  /** The text of a file; throws when it cannot be read. */
  async read(path: string): Promise<string> {
    return (await this.must(['cat', '--', path])).stdout
  }

  /** Writes a file, with the folders that lead to it. */
  async write(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
    const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"'
    await this.must(['sh', '-c', script, 'sh', path, mode.toString(8)], { input: content })
  }

  /** As `run`, but throws, with the output, when the program does not exit 0. */
  async must(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const result = await this.run(argv, options)
    if (result.code === 0) return result
    throw new Error(`${argv.join(' ')}: ${result.code ?? result.signal}\n${result.stdout}${result.stderr}`)
  }

  /** Starts the guest agent's unit. Only with systemd, as the next two. */
  async startAgent(): Promise<void> {
    await this.must(['systemctl', 'start', agentUnit])
  }

  async stopAgent(): Promise<void> {
    await this.must(['systemctl', 'stop', agentUnit])
  }

  async restartAgent(): Promise<void> {
    await this.must(['systemctl', 'restart', agentUnit])
  }

  /** Ends every process of the machine and with them its mounts and network. */
  async down(): Promise<void> {
    if (this.#booted.keeper.exitCode === null && this.#booted.keeper.signalCode === null)
      process.kill(this.pid, 'SIGKILL')
    await ended(this.#booted.keeper)
    await this.#end()
  }
}

function hostsFile(extra: Readonly<Record<string, string>>): string {
  const names = Object.entries({ ...hostNames, ...extra }).map(([name, address]) => `${address} ${name}\n`)
  return `127.0.0.1 localhost labvm\n::1 localhost\n${names.join('')}`
}

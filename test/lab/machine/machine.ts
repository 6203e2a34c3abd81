import type { ChildProcess } from 'node:child_process'
import { boot, type Booted } from './boot.ts'
import { ended } from './child.ts'
import { enter, runIn, type Entrance, type RunOptions, type RunResult } from './enter.ts'
import { startFabric, type Fabric } from './fabric.ts'
import { planOf, type MachineOptions } from './options.ts'
import { commandGroup, sweepGroups, waitForSystemd } from './systemd.ts'

const agentUnit = 'walinuxagent.service'

let count = 0

/** A throw-away machine, Debian 12 unless told, which ends with this process. */
export class Machine {
  readonly fabric: Fabric | undefined
  readonly pid: number
  /** Path of the host to the machine's root. Absolute links in it lead to the host: use `read` and `write`. */
  readonly root: string
  readonly #booted: Booted
  readonly #entrance: Entrance
  readonly #cleanUp: () => Promise<void>

  private constructor(booted: Booted, entrance: Entrance, fabric: Fabric | undefined, cleanUp: () => Promise<void>) {
    this.#booted = booted
    this.#entrance = entrance
    this.#cleanUp = cleanUp
    this.fabric = fabric
    this.pid = booted.pid
    this.root = `/proc/${booted.pid}/root`
  }

  /** A machine that is ready; with systemd, once systemd says that it is running. */
  static async up(options: MachineOptions = {}): Promise<Machine> {
    const fabric = options.fabric === 'none' ? undefined : (options.fabric ?? (await startFabric()))
    const cgroup = `lab-${process.pid}-${(count += 1)}`
    const cleanUp = async (): Promise<void> => {
      if (fabric && fabric !== options.fabric) await fabric.stop()
      if (options.systemd) sweepGroups(cgroup)
    }
    let booted: Booted | undefined
    try {
      booted = await boot(await planOf(options, fabric, cgroup))
      const entrance = { pid: booted.pid, cgroupProcs: options.systemd ? commandGroup(booted.pid) : undefined }
      const machine = new Machine(booted, entrance, fabric, cleanUp)
      if (options.systemd) await waitForSystemd(machine)
      return machine
    } catch (error) {
      if (booted) await endOf(booted)
      await cleanUp()
      throw error
    }
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
    await endOf(this.#booted)
    await this.#cleanUp()
  }
}

/** Kills process 1 and waits until everything below it has ended too. */
async function endOf({ keeper, pid }: Booted): Promise<void> {
  if (keeper.exitCode === null && keeper.signalCode === null) process.kill(pid, 'SIGKILL')
  await ended(keeper)
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guestMachine } from '../lab/agent/guest-machine.ts'
import { StrictAgent, type StrictAgentOptions } from '../lab/agent/strict-agent.ts'
import { startFabric as startAzure, type RunningFabric } from '../lab/azure/client.ts'
import type { FabricControl } from '../lab/azure/control.ts'
import { handlerName, labZip } from '../lab/handler-package.ts'
import { startFabric, type Fabric } from '../lab/machine/fabric.ts'
import { Machine } from '../lab/machine/machine.ts'
import type { MachineOptions } from '../lab/machine/options.ts'
import { startPackageHost, type PackageHost } from '../lab/packages/host.ts'

/** Azure's side of the lab in one network: metadata service, wire server, storage and package repository. */
export class Site {
  readonly network: Fabric
  readonly azure: FabricControl
  readonly packages: PackageHost
  readonly #running: RunningFabric
  readonly #folder: string

  private constructor(network: Fabric, running: RunningFabric, packages: PackageHost, folder: string) {
    this.network = network
    this.azure = running.control
    this.packages = packages
    this.#running = running
    this.#folder = folder
  }

  static async open(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'site-'))
    const network = await startFabric()
    const config = { control: join(folder, 'control') }
    const running = await startAzure(config, ['nsenter', `--net=/proc/${network.pid}/ns/net`, '--'])
    return new Site(network, running, await startPackageHost(network), folder)
  }

  /** A machine in this network, and a strict agent that has versions 1.0.0 and 1.0.1 of the handler on offer. */
  async machine(options: MachineOptions = {}, agent: Partial<StrictAgentOptions> = {}): Promise<Vm> {
    const guest = await Machine.up({ ...options, fabric: this.network })
    const strict = await StrictAgent.create({ machine: guestMachine(guest), handler: handlerName, ...agent })
    for (const version of ['1.0.0', '1.0.1']) strict.publish(version, await labZip(version))
    return { guest, agent: strict }
  }

  /** Everything answers as it should again. */
  async calm(): Promise<void> {
    await this.azure.setImds({ mode: { mode: 'systemAssigned' } })
    await this.azure.setFaults([])
    await this.packages.clear()
  }

  async close(): Promise<void> {
    await this.#running.stop()
    await this.packages.stop()
    await this.network.stop()
    rmSync(this.#folder, { recursive: true })
  }
}

export interface Vm {
  readonly guest: Machine
  readonly agent: StrictAgent
}

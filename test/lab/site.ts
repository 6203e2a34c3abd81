import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guestMachine } from './agent/guest-machine.ts'
import type { Machine as AgentMachine } from './agent/machine.ts'
import { StrictAgent, type StrictAgentOptions } from './agent/strict-agent.ts'
import { makeTenantCertificate, type TenantCertificate } from './azure/certificates.ts'
import { startFabric as startAzure, type RunningFabric } from './azure/client.ts'
import type { FabricControl } from './azure/control.ts'
import { handlerName, labZip } from './handler-package.ts'
import { startFabric, type Fabric } from './machine/fabric.ts'
import { Machine } from './machine/machine.ts'
import type { MachineOptions } from './machine/options.ts'
import { startPackageHost, type PackageHost } from './packages/host.ts'
import { Vm } from './vm.ts'

/** The versions of the handler that every agent has on offer. */
const versions = ['1.0.0', '1.0.1'] as const

// Sites that open at the same time must not build the same zip at the same time.
const zips = new Map<Build, Promise<readonly string[]>>()

/** Answers the path of the zip of a version. */
type Build = (version: string) => Promise<string>

async function buildZips(build: Build): Promise<readonly string[]> {
  const built: string[] = []
  for (const version of versions) built.push(await build(version))
  return built
}

type AgentOptions = Partial<Omit<StrictAgentOptions, 'machine'>> & {
  /** How commands are started in the guest; plainly unless given. */
  readonly machine?: (guest: Machine) => AgentMachine
}

/** Azure's side of the lab in one network: metadata service, wire server, storage and package repository. */
export class Site {
  readonly network: Fabric
  readonly azure: FabricControl
  readonly packages: PackageHost
  /** Path of the control socket of `azure`. */
  readonly control: string
  readonly #running: RunningFabric
  readonly #folder: string
  readonly #tenant: TenantCertificate
  readonly #zips: readonly string[]
  readonly #guests: Machine[] = []

  private constructor(
    network: Fabric,
    packages: PackageHost,
    own: { running: RunningFabric; folder: string; tenant: TenantCertificate; zips: readonly string[] },
  ) {
    this.network = network
    this.packages = packages
    this.azure = own.running.control
    this.control = controlIn(own.folder)
    this.#running = own.running
    this.#folder = own.folder
    this.#tenant = own.tenant
    this.#zips = own.zips
  }

  /** A new site, whose agents offer the handler that `build` makes: that of the product unless told. */
  static async open(build: Build = labZip): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'site-'))
    const building = zips.get(build) ?? buildZips(build)
    zips.set(build, building)
    const network = await startFabric()
    const inNetwork = ['nsenter', `--net=/proc/${network.pid}/ns/net`, '--']
    const [built, running, packages, tenant] = await Promise.all([
      building,
      startAzure({ control: controlIn(folder) }, inNetwork),
      startPackageHost(network),
      makeTenantCertificate(),
    ])
    return new Site(network, packages, { running, folder, tenant, zips: built })
  }

  /** A new machine in this network, the only one that is reachable, with an agent that has run nothing yet. */
  async machine(options: MachineOptions = {}, { machine = guestMachine, ...agent }: AgentOptions = {}): Promise<Vm> {
    const guest = await Machine.up({ ...options, fabric: this.network })
    this.#guests.push(guest)
    const strict = await StrictAgent.create({
      machine: machine(guest),
      handler: handlerName,
      tenant: this.#tenant,
      ...agent,
    })
    for (const [at, version] of versions.entries()) strict.publish(version, this.#zips[at] ?? '')
    return new Vm(guest, strict)
  }

  /** Ends all machines; everything answers as it should again. */
  async calm(): Promise<void> {
    for (const guest of this.#guests.splice(0)) await guest.down()
    await this.azure.setImds({ mode: { mode: 'systemAssigned' } })
    await this.azure.setFaults([])
    await this.packages.clear()
  }

  async close(): Promise<void> {
    for (const guest of this.#guests.splice(0)) await guest.down()
    await this.#running.stop()
    await this.packages.stop()
    await this.network.stop()
    rmSync(this.#folder, { recursive: true })
  }
}

function controlIn(folder: string): string {
  return join(folder, 'control')
}

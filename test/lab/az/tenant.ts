import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Site } from '../site.ts'
import { startArm, type Arm } from '../arm/host.ts'
import { labPrincipal, labSubscription } from '../arm/lab-principal.ts'
import type { Resource } from '../arm/store.ts'
import type { InstanceFacts } from '../azure/imds-instance.ts'
import { loginHosts, startLoginHosts, type LoginHosts } from '../azure/login-hosts-host.ts'
import { handlerName, labZip } from '../handler-package.ts'
import { addresses } from '../machine/addresses.ts'
import { Machine } from '../machine/machine.ts'
import type { MachineOptions } from '../machine/options.ts'
import { runTool } from '../packages/tools.ts'
import { lookAt } from '../story/machine-view.ts'
import type { Act } from './transcript.ts'
import { Workstation } from './workstation.ts'

/** Publisher and type of the handler. */
export const extension = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADSSHLoginForLinux' } as const

/** A subscription of one's own: resource manager, a workstation that is signed in, and one machine with its agent. */
export class Tenant {
  readonly site: Site
  readonly arm: Arm
  readonly workstation: Workstation
  readonly machine: Machine

  readonly #logins: LoginHosts

  private constructor(site: Site, arm: Arm, own: { workstation: Workstation; machine: Machine; logins: LoginHosts }) {
    this.site = site
    this.arm = arm
    this.workstation = own.workstation
    this.machine = own.machine
    this.#logins = own.logins
  }

  /** A tenant with these resource groups; version 1.0.0 of the handler is on offer. */
  static async open(groups: readonly string[], options: (site: Site) => MachineOptions = () => ({})): Promise<Tenant> {
    const site = await Site.open()
    const config = { subscriptionId: labSubscription, groups, principal: labPrincipal }
    const [arm, workstation, machine, logins] = await Promise.all([
      startArm(site.network, site.packages.world.certificates, config),
      Workstation.up(site.network),
      Machine.up({ systemd: true, fabric: site.network, size: '1g', hosts: loginHosts, ...options(site) }),
      startLoginHosts(site.network, site.packages.world.certificates),
    ])
    const tenant = new Tenant(site, arm, { workstation, machine, logins })
    await site.azure.setImds({ mode: { mode: 'none' } })
    await tenant.publish('1.0.0')
    await Promise.all([tenant.#startAgent(), workstation.signIn(labPrincipal)])
    return tenant
  }

  /** Puts a version of the handler on offer. */
  async publish(version: string): Promise<void> {
    await this.site.azure.publish({ handler: handlerName, version, zipPath: await labZip(version) })
    await this.arm.publish({ ...extension, versions: [version] })
  }

  /** Puts the machine of this tenant behind a resource, in this tenant's resource manager unless told. */
  async own(resource: Resource, arm: Arm = this.arm): Promise<void> {
    await arm.put(resource)
    await this.site.azure.setInstance(instanceFacts(resource))
    await arm.attach({ id: resource.id, control: this.site.control })
  }

  /** Types a command and looks at the machine afterwards. */
  async act(title: string, command: string): Promise<Act> {
    const typed = await this.workstation.type(command)
    return { title, ...typed, machine: await this.look() }
  }

  /** Types a command that begins something; how far that has come on the machine is chance. */
  async begin(title: string, command: string): Promise<Act> {
    return { title, ...(await this.workstation.type(command)), machine: [] }
  }

  /** As `act`, again and again until what az prints contains a text; only the last time is told. */
  async actUntil(title: string, command: string, text: string): Promise<Act> {
    for (let left = 60; ; left -= 1) {
      const act = await this.act(title, command)
      if (act.stdout.includes(text) || left === 0) return act
    }
  }

  /** What a program with the JavaScript SDK sees that sets the extension on a VM, looks at it, and deletes it. */
  async sdkSession(group: string, vm: string): Promise<unknown> {
    const { certificates } = this.site.packages.world
    const authority = readFileSync(join(certificates, 'ca.crt'), 'utf8')
    const own = { principal: labPrincipal, subscriptionId: labSubscription }
    const access = JSON.stringify({ endpoint: `https://${addresses.resourceManager}`, authority, ...own })
    const program = join(import.meta.dirname, '../arm/sdk-session.ts')
    const inNetwork = [`--net=/proc/${this.site.network.pid}/ns/net`, '--']
    return JSON.parse(await runTool('nsenter', [...inNetwork, process.execPath, program, access, group, vm]))
  }

  /** What there is of the login on the machine, in words. */
  async look(): Promise<string[]> {
    const now = await lookAt(this.machine)
    const old = await this.machine.run(['dpkg-query', '-Wf', '${db:Status-Abbrev}', 'aadlogin'])
    const login = now.package === 'not installed' ? 'no aadsshlogin' : `aadsshlogin ${now.package}`
    const sshd = now.sshd === 'none' ? 'nobody' : `\`${now.sshd}\``
    return [
      `on the machine: ${login}${old.stdout.startsWith('ii') ? ', aadlogin' : ''}; for the keys of Entra users sshd asks ${sshd}`,
    ]
  }

  async close(): Promise<void> {
    await Promise.all([this.machine.down(), this.workstation.down()])
    await Promise.all([this.arm.stop(), this.#logins.stop()])
    await this.site.close()
  }

  async #startAgent(): Promise<void> {
    await this.machine.startAgent()
    await this.site.azure.nextUpload({ after: 0 })
  }
}

/** What the metadata service says of a machine that is this VM, or this instance of a scale set. */
function instanceFacts({ id, name, location = '' }: Resource): Partial<InstanceFacts> {
  const resourceGroupName = /\/resourceGroups\/([^/]+)/.exec(id)?.[1] ?? ''
  const vmScaleSetName = /\/virtualMachineScaleSets\/([^/]+)/.exec(id)?.[1] ?? ''
  return { location, resourceGroupName, vmScaleSetName, name: vmScaleSetName ? `${vmScaleSetName}_${name}` : name }
}

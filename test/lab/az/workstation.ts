import { join } from 'node:path'
import { root } from '../../../scripts/package/paths.ts'
import { armHosts } from '../arm/host.ts'
import type { Principal } from '../arm/tokens.ts'
import type { Fabric } from '../machine/fabric.ts'
import { Machine } from '../machine/machine.ts'
import { azEnvironment, azureCli, usedConfiguration } from './azure-cli.ts'
import { patienceMs } from '../patience.ts'

/** A command as a person typed it, and what it answered. */
export interface Typed {
  readonly command: string
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
}

/** The machine that people sit at: with az, which takes the lab for Azure, and with rollout/ of this project. */
export class Workstation {
  readonly #machine: Machine

  private constructor(machine: Machine) {
    this.#machine = machine
  }

  /** A workstation in a fabric, beside the machine whose place is 0. */
  static async up(fabric: Fabric): Promise<Workstation> {
    const { layers = [] } = await azureCli()
    const rollout = { from: join(root, 'rollout'), to: '/home/ops/rollout' }
    const machine = await Machine.up({ fabric, place: 1, layers, hosts: armHosts, binds: [rollout] })
    await machine.must(['cp', '-r', usedConfiguration, '/home/ops/.azure'])
    return new Workstation(machine)
  }

  /** Types a command, which the shell reads and whose variables it remembers; the code is the caller's to look at. */
  async type(command: string): Promise<Typed> {
    const env = { ...azEnvironment, HOME: '/home/ops' }
    const script = `touch .variables; . ./.variables\n${command}${remembered(command)}`
    const { code, stdout, stderr, ms } = await this.#machine.sh(script, {
      env,
      cwd: '/home/ops',
      timeoutMs: patienceMs,
    })
    return { command, code, stdout, stderr, ms }
  }

  /** Signs in; the secret is of this run alone. */
  signIn({ clientId, secret, tenantId }: Principal): Promise<Typed> {
    return this.type(`az login --service-principal -u ${clientId} -p ${secret} --tenant ${tenantId} -o none`)
  }

  down(): Promise<void> {
    return this.#machine.down()
  }
}

/** Of `name=…`, the lines that keep the value for the commands after it, and the exit code for this one. */
function remembered(command: string): string {
  const [, name] = /^(\w+)=/.exec(command) ?? []
  return name === undefined ? '' : `\ncode=$?; printf "${name}='%s'\\n" "$${name}" >> .variables; exit $code`
}

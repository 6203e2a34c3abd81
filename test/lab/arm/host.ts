import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addresses } from '../machine/addresses.ts'
import type { Fabric } from '../machine/fabric.ts'
import { startProgram, type Commands } from '../packages/ipc.ts'
import { runTool } from '../packages/tools.ts'
import type { Offer } from './catalogue.ts'
import type { Answered } from './front.ts'
import type { Resource } from './store.ts'
import type { Principal } from './tokens.ts'

/** What there is from the start. */
export interface ArmConfig {
  readonly subscriptionId: string
  readonly groups: readonly string[]
  /** Who may sign in. */
  readonly principal: Principal
}

/** What the program answers to. */
export interface ArmCommands extends Commands {
  put: (resource: Resource) => void
  attach: (machine: { id: string; control: string }) => void
  publish: (offer: Offer) => void
  answered: () => Answered[]
}

/** The simulated resource manager. */
export interface Arm {
  /** Puts a resource in as it is, without a word to a machine. */
  readonly put: (resource: Resource) => Promise<void>
  /** Puts a machine behind a resource, by the control socket of its Azure host. */
  readonly attach: (machine: { id: string; control: string }) => Promise<void>
  /** From now on these versions of an extension are on offer. */
  readonly publish: (offer: Offer) => Promise<void>
  /** Every request to the resource manager so far. */
  readonly answered: () => Promise<Answered[]>
  readonly stop: () => Promise<void>
}

const names = ['management.azure.com', 'login.microsoftonline.com']

/** For /etc/hosts of a machine whose clients are to meet it. */
export const armHosts: Readonly<Record<string, string>> = Object.fromEntries(
  names.map((name) => [name, addresses.resourceManager]),
)

/** Starts the resource manager in a fabric; `authority` is a folder with ca.crt and ca.key. */
export async function startArm(fabric: Fabric, authority: string, config: ArmConfig): Promise<Arm> {
  const folder = mkdtempSync(join(tmpdir(), 'arm-'))
  await makeArmCertificate(folder, authority)
  const program = join(import.meta.dirname, 'server.ts')
  const args = [folder, addresses.resourceManager, '443', JSON.stringify(config)]
  const { ask, stop } = await startProgram<ArmCommands>(fabric, program, args)
  return {
    put: (resource) => ask('put', resource),
    attach: (machine) => ask('attach', machine),
    publish: (offer) => ask('publish', offer),
    answered: () => ask('answered'),
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Writes arm.key and arm.crt into a folder, signed by copies of the authority, because openssl writes beside it. */
export async function makeArmCertificate(folder: string, authority: string): Promise<void> {
  for (const file of ['ca.crt', 'ca.key']) copyFileSync(join(authority, file), join(folder, file))
  const subjects = [...names.map((name) => `DNS:${name}`), `IP:${addresses.resourceManager}`, 'IP:127.0.0.1']
  writeFileSync(join(folder, 'names'), `subjectAltName=${subjects.join(',')}\nextendedKeyUsage=serverAuth\n`)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'arm.key']
  await runTool('openssl', ['req', '-new', ...key, '-out', 'csr', '-subj', '/CN=management.azure.com'], { cwd: folder })
  const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', '3', '-days', '30']
  const output = ['-out', 'arm.crt', '-extfile', 'names']
  await runTool('openssl', ['x509', '-req', '-in', 'csr', ...signer, ...output], { cwd: folder })
}

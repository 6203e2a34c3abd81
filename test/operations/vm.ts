import { readEnvironment } from '../../src/agent/environment.ts'
import type { Invocation } from '../../src/agent/invocation.ts'
import { startBudget } from '../../src/core/budget.ts'
import { operationBudgets, type OperationName } from '../../src/core/limits.ts'
import type { HttpAnswer, HttpRequest } from '../../src/host.ts'
import type { Context } from '../../src/operations/context.ts'
import { run } from '../../src/run.ts'
import { systemToken } from '../checks/tokens.ts'
import { profileTexts, shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'
import { makeDebian } from './debian.ts'
import { unwire, wire } from './login.ts'
import { MemoryJournal } from './memory-journal.ts'
import { Packages } from './packages.ts'
import { recordedHost } from './recorded-host.ts'
import { Transactions } from './transactions.ts'

const handlerName = 'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux'
const logFolder = `/var/log/azure/${handlerName}`
const stateFolder = '/var/lib/aadsshlogin-handler'

/** Where things stand on the VM. */
export const at = {
  agentFolder: '/var/lib/waagent',
  logFolder,
  events: `${logFolder}/events`,
  state: stateFolder,
  memory: `${stateFolder}/state.json`,
  ledger: `${stateFolder}/ledger.json`,
  standalone: '/opt/aadsshlogin-handler',
  update: `${stateFolder}/update.json`,
  transaction: `${stateFolder}/transaction`,
  entry: '/etc/apt/sources.list.d/aadsshlogin-handler.list',
  keyring: '/usr/share/keyrings/aadsshlogin-handler.gpg',
  folder: (version: string): string => `/var/lib/waagent/${handlerName}-${version}`,
} as const

export const microsoftKey = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'
const metadataUrl = 'http://169.254.169.254/metadata/instance/compute'
const repositoryUrl = 'https://packages.microsoft.com/debian/12/prod'
const keyUrl = 'https://packages.microsoft.com/keys/microsoft.asc'

/** Which command the agent runs: of version 1.0.0 and with sequence number 0 unless told. */
export interface Command {
  readonly version?: string
  readonly sequence?: number
  readonly env?: Readonly<Record<string, string>>
  /** Run by a person, from the package in /opt/aadsshlogin-handler. */
  readonly standalone?: boolean
}

export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly journal: MemoryJournal
}

/** A Debian 12 VM in memory, with a guest agent's folders, the metadata service and Microsoft's repository. */
export class Vm {
  readonly world = new World()
  readonly packages: Packages
  readonly transactions: Transactions
  /** What was done to the world, in order; see recordedHost. */
  readonly story: string[] = []
  /** Which of these fail for want of space. */
  refuses: (line: string) => boolean = () => false
  /** What a command gets in place of the ports of this VM. */
  ports: (host: Context['host'], operation: OperationName) => Context['host'] = (host) => host
  /** The compute document of the metadata service; undefined: it says nothing. */
  compute: object | undefined = { azEnvironment: 'AzurePublicCloud', vmId: 'vm-1', vmScaleSetName: '' }
  /** Answers what neither the metadata service nor the repository's key is. */
  answer: (request: HttpRequest) => HttpAnswer = ({ url }) => ({ kind: 'silence', reason: `no route to ${url}` })

  constructor() {
    const { world } = this
    this.packages = new Packages({
      installed: (name) => {
        if (name === 'aadsshlogin') wire(world)
      },
      removed: (name) => {
        if (name === 'aadsshlogin') unwire(world)
      },
      stored: (database) => void world.file('/var/lib/dpkg/status', database),
      text: (path) => world.text(path),
    })
    this.packages.offered.set('aadsshlogin', ['1.0.3', '1.0.2']).set('aadsshlogin-selinux', ['1.0.3'])
    this.transactions = new Transactions(world, this.packages)
    makeDebian(world, this.packages)
    this.place('1.0.0')
    this.#connect()
  }

  /** What the agent does before it runs a version: its folder, HandlerEnvironment.json and the folders named there. */
  place(version: string): this {
    const folder = at.folder(version)
    const [configFolder, statusFolder] = [`${folder}/config`, `${folder}/status`]
    for (const path of [configFolder, statusFolder, at.events]) this.world.directory(path)
    const handlerEnvironment = { logFolder, configFolder, statusFolder, eventsFolder: at.events }
    const file = [{ name: handlerName, version: 1, handlerEnvironment }]
    this.world.file(`${folder}/HandlerEnvironment.json`, JSON.stringify(file))
    return this.#unpack(folder)
  }

  /** What a person does before they run a version without the agent. */
  placeStandalone(version = '1.0.0'): this {
    this.world.directory(at.standalone)
    return this.#unpack(`${at.standalone}/${version}`)
  }

  /** Public settings, and what goes beside them, as the agent writes them. */
  settings(publicSettings: unknown, { version = '1.0.0', sequence = 0 }: Command = {}, beside: object = {}): this {
    const file = { runtimeSettings: [{ handlerSettings: { publicSettings, ...beside } }] }
    this.world.file(`${at.folder(version)}/config/${sequence}.settings`, JSON.stringify(file))
    return this
  }

  /** Runs one command as the agent would. */
  async run(operation: OperationName, command: Command = {}): Promise<Ran> {
    const journal = new MemoryJournal()
    const said: string[] = []
    const answered: string[] = []
    const exitCode = await run({
      host: this.ports(this.#host(journal), operation),
      invocation: this.invocation(operation, command),
      version: command.version ?? '1.0.0',
      pid: 77,
      stdout: (text) => void answered.push(text),
      stderr: (text) => void said.push(text),
    })
    this.world.time += 2000
    return { exitCode, stdout: answered.join(''), stderr: said.join(''), journal }
  }

  /** What an operation is given, for tests of its parts. */
  async context(operation: OperationName, command: Command = {}): Promise<Context & { journal: MemoryJournal }> {
    const journal = new MemoryJournal()
    const host = this.#host(journal)
    const invocation = this.invocation(operation, command)
    const { version = '1.0.0', sequence = 0 } = command
    const environment = await readEnvironment(host, invocation)
    const budget = startBudget(host.clock, operationBudgets[operation].budgetMs)
    const given = { host, journal, invocation, environment, sequence, budget, version }
    return { ...given, profiles: () => Promise.resolve(shippedProfiles()), notes: [] }
  }

  /** From now on the story, and what the world and the package manager were asked, begins anew. */
  forget(): void {
    const { calls, detached, requests, identityScopes, sleeps } = this.world
    for (const list of [this.story, calls, detached, requests, identityScopes, sleeps, this.packages.history])
      list.length = 0
  }

  invocation(operation: OperationName, command: Command = {}): Invocation {
    const { version = '1.0.0', sequence = 0, env = {}, standalone = false } = command
    if (standalone) {
      const packageRoot = `${at.standalone}/${version}`
      return { operation, cwd: packageRoot, packageRoot, standalone, env }
    }
    const packageRoot = at.folder(version)
    const agent = {
      AZURE_GUEST_AGENT_EXTENSION_PATH: packageRoot,
      AZURE_GUEST_AGENT_EXTENSION_VERSION: version,
      ConfigSequenceNumber: String(sequence),
    }
    return { operation, cwd: packageRoot, packageRoot, env: { ...agent, ...env } }
  }

  #unpack(folder: string): this {
    this.world.file(`${folder}/scripts/handler.sh`, '#!/bin/sh\n', 0o755)
    for (const [name, text] of Object.entries(profileTexts()))
      this.world.file(`${folder}/distro-profiles/${name}`, text)
    return this
  }

  #host(journal: MemoryJournal): Context['host'] {
    return recordedHost(this.world.host(), journal, (line) => {
      this.story.push(line)
      if (this.refuses(line))
        throw Object.assign(new Error(`ENOSPC: no space left on device, ${line}`), { code: 'ENOSPC' })
    })
  }

  #connect(): void {
    const { world, transactions } = this
    world.identityAnswer = () => ({ kind: 'token', token: systemToken })
    world.answer = (request) => this.#answer(request)
    world.publicKey = (bytes) => {
      const fingerprints = new TextDecoder().decode(bytes).match(/\b[0-9A-F]{40}\b/g) ?? []
      return fingerprints.length === 0
        ? undefined
        : { fingerprints, binary: bytes, armoured: new TextDecoder().decode(bytes) }
    }
    world.onDetach = (argv, environment) => {
      transactions.start(argv, environment)
    }
    world.onSleep = (now) => {
      transactions.tick(now)
    }
  }

  #answer(request: HttpRequest): HttpAnswer {
    const { url } = request
    if (url.startsWith(metadataUrl)) return this.compute === undefined ? silence : ok(JSON.stringify(this.compute))
    if (loginHosts.includes(new URL(url).hostname) || url === repositoryUrl) return ok('')
    return url === keyUrl ? ok(`key ${microsoftKey}`) : this.answer(request)
  }
}

/** Sign-in and roles of the public cloud: they answer, whatever is asked. */
const loginHosts = ['login.microsoftonline.com', 'pas.windows.net']

const silence: HttpAnswer = { kind: 'silence', reason: 'no answer within 2 s' }

export function ok(text: string): HttpAnswer {
  return { kind: 'answer', status: 200, headers: {}, body: new TextEncoder().encode(text) }
}

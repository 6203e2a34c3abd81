import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { makeTenantCertificate, type TenantCertificate } from '../azure/certificates.ts'
import type { UploadedExtension } from '../azure/status-document.ts'
import type { Bench, CommandRun } from './bench.ts'
import { layout } from './bench.ts'
import { bringUp, install } from './bring-up.ts'
import { agentEnvironment } from './command-environment.ts'
import { AgentFailure, commandLimits, type AgentGeneration, type Operation } from './contract.ts'
import { collectEvents, type HandlerEvent } from './events-folder.ts'
import { sequenceOf, type HandlerGoal } from './goal.ts'
import { installedVersion, readHandlerStatus, readState, versionsOnDisk, writeHandlerStatus } from './handler-state.ts'
import { azureFolders, type AgentFolders } from './layout.ts'
import { hostPath, type Machine } from './machine.ts'
import { disable, removeVersion, uninstall } from './replace-version.ts'
import { writeEnvironment } from './set-up.ts'
import { reportStatus } from './status-report.ts'

export interface StrictAgentOptions {
  readonly machine: Machine
  /** `<Publisher>.<Type>`, without a dash. */
  readonly handler: string
  readonly folders?: AgentFolders
  readonly generation?: AgentGeneration
  /** Limits in ms that differ from the agent's. */
  readonly limits?: Partial<Record<Operation, number>>
  /** Added to the agent's own environment, as a proxy in its unit file is. */
  readonly environment?: Readonly<Record<string, string>>
  /** A fresh one unless given; making one takes most of the time of `create`. */
  readonly tenant?: TenantCertificate
  /** Told the process group of each command as it starts. */
  readonly onStart?: (operation: Operation, group: number) => void
}

/** What the agent would report after a goal state, and what it saw on the way. Fits `instanceView`. */
export interface AgentOutcome {
  readonly end: 'terminal' | 'absent'
  readonly handler: HandlerReport | undefined
  readonly extension: UploadedExtension | undefined
  /** False when the status file makes the agent lose the status of the whole VM. */
  readonly agentHeard: boolean
  readonly runs: readonly CommandRun[]
  readonly events: readonly HandlerEvent[]
  /** The rules broken by this goal state. */
  readonly violations: readonly string[]
}

export interface HandlerReport {
  readonly handler: string
  readonly version: string
  readonly status: string
  readonly code: number
  readonly message: string
}

/** Does to a handler what the guest agent does, at once instead of by polling, and collects every rule it breaks. */
export class StrictAgent {
  readonly violations: string[] = []
  readonly #options: StrictAgentOptions
  readonly #folders: AgentFolders
  readonly #packages = new Map<string, string>()
  #tenant: TenantCertificate
  #goal: HandlerGoal | undefined

  private constructor(options: StrictAgentOptions, tenant: TenantCertificate) {
    this.#options = options
    this.#folders = options.folders ?? azureFolders
    this.#tenant = tenant
  }

  /** Returns an agent whose folders and tenant certificate are in place. */
  static async create(options: StrictAgentOptions): Promise<StrictAgent> {
    const agent = new StrictAgent(options, options.tenant ?? (await makeTenantCertificate()))
    if (options.handler.includes('-')) agent.violations.push('package: the handler name has a dash in it')
    mkdirSync(hostPath(options.machine, agent.#folders.lib), { recursive: true, mode: 0o700 })
    mkdirSync(hostPath(options.machine, agent.#folders.log), { recursive: true, mode: 0o755 })
    agent.#installCertificate()
    return agent
  }

  /** Offers a package for download. */
  publish(version: string, zipPath: string): void {
    this.#packages.set(version, zipPath)
  }

  /** Makes and delivers a new tenant certificate; the old one stays on disk. Returns its thumbprint. */
  async rotateCertificate(): Promise<string> {
    this.#tenant = await makeTenantCertificate()
    this.#installCertificate()
    return this.#tenant.thumbprint
  }

  /** Carries out a goal state. Failures of the handler are a result, not an exception. */
  async apply(goal: HandlerGoal): Promise<AgentOutcome> {
    this.#goal = goal
    return this.#carryOut(goal, carryOut)
  }

  /** Runs install alone, of a version that is on disk: what comes between the unpacking and enable. */
  async install(goal: HandlerGoal, uninstallCode = 'NOT_RUN'): Promise<AgentOutcome> {
    return this.#carryOut(goal, (bench) => install(bench, goal, uninstallCode))
  }

  async #carryOut(
    goal: HandlerGoal,
    work: (bench: Bench, goal: HandlerGoal, version: string) => Promise<void>,
  ): Promise<AgentOutcome> {
    const bench = this.#bench()
    const version = goal.state === 'enabled' ? goal.version : (installedVersion(bench) ?? goal.version)
    try {
      await work(bench, goal, version)
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error
      writeHandlerStatus(bench, version, { status: 'NotReady', code: error.code, message: error.message })
    }
    return this.#outcome(bench, goal, version)
  }

  /** Starts the agent anew (reboot, restart, self-update): the goal state in force counts as new. */
  async restart(): Promise<AgentOutcome> {
    if (this.#goal === undefined) throw new Error('no goal state was applied yet')
    const bench = this.#bench()
    for (const version of versionsOnDisk(bench)) writeEnvironment(bench, version)
    return this.apply(this.#goal)
  }

  /** Drops the handler from the goal state: its folders vanish, no command runs. */
  drop(): void {
    const bench = this.#bench()
    for (const version of versionsOnDisk(bench)) removeVersion(bench, version)
  }

  #bench(): Bench {
    const { machine, handler, generation = '2.15.0.1', limits, environment, onStart } = this.#options
    return {
      ...{ machine, handler, generation, folders: this.#folders, tenant: this.#tenant, packages: this.#packages },
      own: { ...agentEnvironment(generation), ...environment },
      limits: { ...commandLimits, ...limits },
      onStart: onStart ?? (() => undefined),
      runs: [],
      violations: [],
    }
  }

  #outcome(bench: Bench, goal: HandlerGoal, version: string): AgentOutcome {
    const { events, violations } = readEvents(bench, version)
    bench.violations.push(...violations)
    this.violations.push(...bench.violations)
    const status = readHandlerStatus(bench, version)
    const end = status === undefined ? 'absent' : 'terminal'
    const handler = status && { handler: bench.handler, version, ...status }
    const { extension, lost } = reportExtension(bench, goal, version)
    return { end, handler, extension, agentHeard: !lost, runs: bench.runs, events, violations: bench.violations }
  }

  #installCertificate(): void {
    const { certificate, key, thumbprint } = this.#tenant
    const path = hostPath(this.#options.machine, `${this.#folders.lib}/${thumbprint}`)
    writeFileSync(`${path}.crt`, certificate, { mode: 0o400 })
    writeFileSync(`${path}.prv`, key, { mode: 0o400 })
  }
}

async function carryOut(bench: Bench, goal: HandlerGoal, version: string): Promise<void> {
  if (goal.state === 'enabled') return bringUp(bench, goal)
  const state = readState(bench, version)
  // A disable that fails ends a delete here: the folder stays and the delete never comes to its end.
  if (state === 'Enabled') await disable(bench, version, sequenceOf(goal))
  if (goal.state === 'disabled') return
  if (state !== 'NotInstalled') {
    await uninstall(bench, version, sequenceOf(goal)).catch((error: unknown) => {
      if (!(error instanceof AgentFailure)) throw error
    })
  }
  for (const other of versionsOnDisk(bench)) removeVersion(bench, other)
}

function reportExtension(bench: Bench, goal: HandlerGoal, version: string) {
  const reported = readHandlerStatus(bench, version) !== undefined && readState(bench, version) !== 'NotInstalled'
  if (!reported || goal.settings === undefined) return { extension: undefined, lost: false }
  const sequence = sequenceOf(goal)
  const file = hostPath(bench.machine, `${layout(bench, version).status}/${sequence}.status`)
  return reportStatus(existsSync(file) ? readFileSync(file) : undefined, sequence, bench.generation)
}

function readEvents(bench: Bench, version: string): ReturnType<typeof collectEvents> {
  const folder = hostPath(bench.machine, layout(bench, version).events)
  return existsSync(folder) ? collectEvents(folder) : { events: [], violations: [] }
}

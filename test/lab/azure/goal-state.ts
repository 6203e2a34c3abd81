import { randomUUID } from 'node:crypto'
import { encryptSettings, type SettingsCipher, type TenantCertificate } from './certificates.ts'

/** What CRP wants of one extension. */
export interface PluginGoal {
  readonly handler: string
  readonly version: string
  readonly state: 'enabled' | 'disabled' | 'uninstall'
  /** 0 unless given. The same number under a new goal state is the legal "same goal again". */
  readonly seqNo?: number
  /** An object, null, or left out; without any settings the goal state carries no settings entry at all. */
  readonly publicSettings?: unknown
  /** In clear; encrypted here to the tenant certificate. */
  readonly protectedSettings?: unknown
  readonly cipher?: SettingsCipher
  /** The text of RuntimeSettings as it is, for settings that are not even JSON. */
  readonly rawSettings?: string
}

/** A plugin of a goal state, its settings encrypted once. */
export interface PlannedPlugin {
  readonly handler: string
  readonly version: string
  readonly state: PluginGoal['state']
  readonly seqNo: number
  readonly settings: string | undefined
}

/** Everything that the documents of one incarnation are made of; never changes. */
export interface GoalState {
  readonly incarnation: number
  readonly at: number
  readonly activityId: string
  readonly correlationId: string
  readonly plugins: readonly PlannedPlugin[]
}

/** Holds every goal state of a run, so that a poll never mixes two of them. */
export class GoalStates {
  readonly #states: GoalState[] = [snapshot(1, [])]

  /** Returns the goal state in force. */
  get current(): GoalState {
    return this.#states.at(-1)!
  }

  /** Returns the goal state of `incarnation`, or undefined. */
  of(incarnation: number): GoalState | undefined {
    return this.#states[incarnation - 1]
  }

  /** Puts a new goal state in force and returns it. */
  advance(plugins: readonly PlannedPlugin[]): GoalState {
    const state = snapshot(this.#states.length + 1, plugins)
    this.#states.push(state)
    return state
  }
}

function snapshot(incarnation: number, plugins: readonly PlannedPlugin[]): GoalState {
  return { incarnation, at: Date.now(), activityId: randomUUID(), correlationId: randomUUID(), plugins }
}

/** Returns the plugin as the goal state will carry it. Encryption is random, so it happens once, here. */
export async function planPlugin(goal: PluginGoal, tenant: TenantCertificate): Promise<PlannedPlugin> {
  const { handler, version, state, seqNo = 0 } = goal
  return { handler, version, state, seqNo, settings: await settingsText(goal, tenant) }
}

async function settingsText(goal: PluginGoal, tenant: TenantCertificate): Promise<string | undefined> {
  if (goal.rawSettings !== undefined) return goal.rawSettings
  if (goal.publicSettings === undefined && goal.protectedSettings === undefined) return undefined
  const handlerSettings: Record<string, unknown> = {}
  if (goal.publicSettings !== undefined) handlerSettings.publicSettings = goal.publicSettings
  if (goal.protectedSettings !== undefined) {
    const clear = JSON.stringify(goal.protectedSettings)
    handlerSettings.protectedSettingsCertThumbprint = tenant.thumbprint
    handlerSettings.protectedSettings = await encryptSettings(tenant, clear, goal.cipher)
  }
  return JSON.stringify({ runtimeSettings: [{ handlerSettings }] })
}

/** Returns a time in ticks: 100 ns units since year 1. It does not fit a JavaScript number. */
export function ticks(milliseconds: number): bigint {
  return BigInt(milliseconds) * 10_000n + 621_355_968_000_000_000n
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { layout, type Bench } from './bench.ts'
import { hostPath } from './machine.ts'
import { settingsText, type GoalSettings } from './settings-file.ts'

/** What CRP wants of the handler. */
export interface HandlerGoal {
  readonly version: string
  readonly state: 'enabled' | 'disabled' | 'uninstall'
  /** 0 unless given; without settings it is always 0. */
  readonly sequence?: number
  /** Left out: no settings at all, so a settings file of zero bytes and no extension status. */
  readonly settings?: GoalSettings
}

/** Returns the sequence number that every command of this goal is told. */
export function sequenceOf(goal: HandlerGoal): number {
  return goal.settings === undefined ? 0 : (goal.sequence ?? 0)
}

/** Writes the settings file of the goal into the folder of its version; done before every enable. */
export async function writeSettings(bench: Bench, goal: HandlerGoal): Promise<void> {
  const folder = hostPath(bench.machine, layout(bench, goal.version).config)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(`${folder}/${sequenceOf(goal)}.settings`, await settingsText(goal.settings, bench.tenant))
}

import type { Bench } from './bench.ts'
import { sequenceOf, writeSettings, type HandlerGoal } from './goal.ts'
import { installedVersion, readState, writeHandlerStatus, writeState } from './handler-state.ts'
import { outcomeViolations } from './outcome-rules.ts'
import { replaceVersion } from './replace-version.ts'
import { runCommand } from './run-command.ts'
import { setUp } from './set-up.ts'

/** Carries out a goal of state `enabled`: install, update or neither, then enable. Throws the agent's failure. */
export async function bringUp(bench: Bench, goal: HandlerGoal): Promise<void> {
  const installed = installedVersion(bench)
  let uninstallCode = 'NOT_RUN'
  if (['NotInstalled', 'FailedUpgrade'].includes(readState(bench, goal.version))) {
    await setUp(bench, goal.version)
    await writeSettings(bench, goal)
    if (installed === undefined) await install(bench, goal, uninstallCode)
    else uninstallCode = await replaceVersion(bench, goal, installed, (code) => install(bench, goal, code))
  } else {
    await writeSettings(bench, goal)
  }
  await enable(bench, goal, uninstallCode)
}

/** Runs install and records how it ended. Throws the agent's failure. */
export async function install(bench: Bench, goal: HandlerGoal, uninstallCode: string): Promise<void> {
  const { version } = goal
  await runCommand(bench, { operation: 'install', version, sequence: sequenceOf(goal), uninstallCode })
  writeState(bench, version, 'Installed')
  writeHandlerStatus(bench, version, { status: 'NotReady', code: 0, message: 'Plugin installed but not enabled' })
}

async function enable(bench: Bench, goal: HandlerGoal, uninstallCode: string): Promise<void> {
  const { version } = goal
  try {
    await runCommand(bench, { operation: 'enable', version, sequence: sequenceOf(goal), uninstallCode })
  } finally {
    bench.violations.push(...outcomeViolations(bench, goal))
  }
  writeState(bench, version, 'Enabled')
  writeHandlerStatus(bench, version, { status: 'Ready', code: 0, message: 'Plugin enabled' })
}

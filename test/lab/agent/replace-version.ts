import { copyFileSync, existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { layout, type Bench } from './bench.ts'
import { agentCodes, AgentFailure } from './contract.ts'
import { sequenceOf, type HandlerGoal } from './goal.ts'
import { compareVersions, readState, writeHandlerStatus, writeState } from './handler-state.ts'
import { hostPath } from './machine.ts'
import { loadManifest, runCommand } from './run-command.ts'

/**
 * Replaces the version `old` by the goal's: disable(old), status and mrseq copied, update (of the higher version),
 * uninstall(old), install. Returns the exit code of the old uninstall. Throws the agent's failure.
 */
export async function replaceVersion(
  bench: Bench,
  goal: HandlerGoal,
  old: string,
  install: (uninstallCode: string) => Promise<void>,
): Promise<string> {
  const lenient = loadManifest(bench, goal.version).continueOnUpdateFailure
  const wasEnabled = readState(bench, old) === 'Enabled'
  const disableCode = wasEnabled ? await ofOld(bench, lenient, () => disable(bench, old, sequenceOf(goal))) : 'None'
  copyStatus(bench, old, goal.version)
  await update(bench, goal, old, disableCode)
  const uninstallCode = await ofOld(bench, lenient, () => uninstall(bench, old, sequenceOf(goal)))
  removeVersion(bench, old)
  if (loadManifest(bench, goal.version).updateWithInstall) await install(uninstallCode)
  writeState(bench, goal.version, 'Installed')
  return uninstallCode
}

/** Runs a command of the old version; its exit code goes on only when the new version wants to go on after failures. */
async function ofOld(bench: Bench, lenient: boolean, command: () => Promise<void>): Promise<string> {
  try {
    await command()
    return '0'
  } catch (error) {
    if (!(error instanceof AgentFailure)) throw error
    if (lenient) return String(error.exitCode ?? error.code)
    const code = bench.generation === '2.7.3.0' ? agentCodes.unknown : agentCodes.update
    throw new AgentFailure(code, `[ExtensionUpdateError] ${error.message}; ContinueOnUpdate: False`)
  }
}

async function update(bench: Bench, goal: HandlerGoal, old: string, disableCode: string): Promise<void> {
  const to = goal.version
  const upgrade = compareVersions(to, old) > 0
  const version = upgrade ? to : old
  try {
    // On a downgrade the agent names the target in both variables.
    const told = { disableCode, to, from: upgrade ? old : to }
    await runCommand(bench, {
      operation: 'update',
      version,
      sequence: sequenceOf(goal),
      uninstallCode: '',
      update: told,
    })
  } catch (error) {
    writeState(bench, version, 'FailedUpgrade')
    throw error
  }
}

/** Runs disable of a version and records it. Throws the agent's failure. */
export async function disable(bench: Bench, version: string, sequence: number): Promise<void> {
  await runCommand(bench, { operation: 'disable', version, sequence, uninstallCode: '' })
  writeState(bench, version, 'Installed')
  writeHandlerStatus(bench, version, { status: 'NotReady', code: 0, message: 'Plugin disabled' })
}

/** Runs uninstall of a version. Throws the agent's failure. */
export async function uninstall(bench: Bench, version: string, sequence: number): Promise<void> {
  await runCommand(bench, { operation: 'uninstall', version, sequence, uninstallCode: '' })
}

/** Removes folder and zip of a version; the log folder stays. */
export function removeVersion(bench: Bench, version: string): void {
  const { base, zip } = layout(bench, version)
  for (const path of [base, zip]) rmSync(hostPath(bench.machine, path), { recursive: true, force: true })
}

function copyStatus(bench: Bench, from: string, to: string): void {
  const [source, target] = [layout(bench, from), layout(bench, to)]
  const here = (path: string) => hostPath(bench.machine, path)
  if (existsSync(here(source.sequence))) {
    copyFileSync(here(source.sequence), here(target.sequence))
    const { atime, mtime } = statSync(here(source.sequence))
    utimesSync(here(target.sequence), atime, mtime)
  }
  for (const entry of readdirSync(here(source.status), { withFileTypes: true })) {
    if (entry.isFile()) copyFileSync(join(here(source.status), entry.name), join(here(target.status), entry.name))
  }
}

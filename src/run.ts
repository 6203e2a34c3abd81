import { fallbackEnvironment, readEnvironment, type HandlerEnvironment } from './agent/environment.ts'
import { sendEvent } from './agent/events.ts'
import type { Invocation } from './agent/invocation.ts'
import { readSequence } from './agent/sequence.ts'
import { nextSequence, standaloneEnvironment } from './agent/standalone.ts'
import { writeStatus } from './agent/status.ts'
import { startBudget, type Budget } from './core/budget.ts'
import { asFailure, HandlerFailure } from './core/failure.ts'
import { operationBudgets, type OperationName } from './core/limits.ts'
import type { Note, Outcome } from './core/outcome.ts'
import type { Profiles } from './core/profile-data.ts'
import { report, transitioningStatus, type Report } from './core/report.ts'
import { withoutAgentWords } from './core/standalone-words.ts'
import type { Host, Journal } from './host.ts'
import { lockHandler } from './machine/handler-lock.ts'
import type { Context, Operation } from './operations/context.ts'
import { disable } from './operations/disable.ts'
import { enable } from './operations/enable.ts'

/** What is loaded for an operation when it is asked for: an install is most of the program, and most runs are none. */
const operations = {
  install: async () => (await import('./operations/install.ts')).install,
  enable: () => Promise.resolve(enable),
  disable: () => Promise.resolve(disable),
  update: async () => (await import('./operations/update.ts')).update,
  uninstall: async () => (await import('./operations/uninstall.ts')).uninstall,
} as const satisfies Record<OperationName, () => Promise<Operation>>

/** Everything a run needs from the outside, besides the ports. */
export interface Door {
  readonly host: Host & { readonly log: Journal }
  readonly invocation: Invocation
  readonly version: string
  readonly pid: number
  /** Where a success is told that no agent reads the status of. */
  readonly stdout: (text: string) => void
  /** The first lines of stderr are all that the agent shows of a failed install, update or uninstall. */
  readonly stderr: (text: string) => void
}

/** Does one operation from start to end and answers its exit code. The only place where a failure is caught. */
export async function run(door: Door): Promise<number> {
  const { host, invocation } = door
  const budget = startBudget(host.clock, operationBudgets[invocation.operation].budgetMs)
  const notes: Note[] = []
  let place: Place | undefined
  let outcome: Outcome
  try {
    place = await findPlace(door)
    const summary = await operate(door, { ...place, budget, notes })
    outcome = { operation: invocation.operation, summary, notes }
  } catch (error) {
    const failure = asFailure(error)
    host.log.write('error', failure.message, { error: failure })
    outcome = failed(invocation.operation, notes, failure)
    place ??= await findFallback(door)
  }
  const told = await tell(door, outcome, place)
  await host.log.close()
  return told.exitCode
}

/** A failing disable would block the delete of the extension, and there is nothing that it could leave undone. */
function failed(operation: OperationName, notes: readonly Note[], failure: HandlerFailure): Outcome {
  const outcome = { operation, summary: failure.message, notes }
  return operation === 'disable' ? outcome : { ...outcome, failure }
}

interface Place {
  readonly environment: HandlerEnvironment
  readonly sequence: number
  readonly logFile: string
}

async function findPlace(door: Door): Promise<Place> {
  const { host, invocation } = door
  if (invocation.standalone !== true) return settleIn(door, await readEnvironment(host, invocation))
  const { packageRoot: folder, operation } = invocation
  const environment = await standaloneEnvironment(host, folder)
  if (environment === undefined) throw new HandlerFailure('usage.standalone', { folder, operation })
  // No agent has made it, and a log must not fail what it tells of.
  await host.files.makeDirectory(environment.logFolder, 0o700).catch(() => undefined)
  return settleIn(door, environment)
}

/** Trouble here must not take the place of the failure that is being told. */
async function findFallback(door: Door): Promise<Place | undefined> {
  if (door.invocation.standalone === true) return undefined
  try {
    const environment = await fallbackEnvironment(door.host, door.invocation)
    return environment && (await settleIn(door, environment))
  } catch (error) {
    door.host.log.write('error', 'There is no place for the status', { error })
    return undefined
  }
}

async function settleIn({ host, invocation, version, pid }: Door, environment: HandlerEnvironment): Promise<Place> {
  const isStandalone = environment.kind === 'standalone'
  const sequence = await (isStandalone ? nextSequence(host, environment) : readSequence(host, environment, invocation))
  const logFile = host.log.open(environment.logFolder, `${invocation.operation} ${version} #${sequence} ${pid}`)
  host.log.write('info', 'start', { cwd: invocation.cwd, env: agentVariables(invocation) })
  return { environment, sequence, logFile }
}

function agentVariables({ env }: Invocation): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^(AZURE_GUEST_AGENT_|Config|VERSION$)/.test(name)))
}

async function operate(door: Door, work: Place & { budget: Budget; notes: Note[] }): Promise<string> {
  const { host, invocation, version, pid } = door
  const { operation } = invocation
  const { environment, sequence } = work
  if (operation === 'enable') await writeStatus(host, environment, sequence, transitioningStatus(operation))
  // It waits for nobody and reads nothing: whatever is wrong with this machine must not block a delete.
  if (operation === 'disable') return disable()
  const profiles = async (ids: readonly string[]): Promise<Profiles> =>
    (await import('./operations/profiles.ts')).readProfiles(host, invocation.packageRoot, ids)
  const lock = await lockHandler(host, `${operation} of version ${version}`, pid)
  try {
    const context: Context = { host, invocation, version, profiles, ...work }
    const operate = await operations[operation]()
    return await operate(context)
  } finally {
    // The kernel takes the lock back anyway; a success must stay one, and a failure must be told as what it was.
    await lock.release().catch((error: unknown) => {
      host.log.write('warn', 'the lock could not be released', { error })
    })
  }
}

/**
 * Tells the outcome to whom it concerns. disable and update never write a success status: the agent would show it
 * for a version that is on its way out. Where it reads no status file, the first lines of stderr tell. Without an agent
 * every command leaves a status, and its one sentence stands on stdout.
 */
async function tell(door: Door, outcome: Outcome, place: Place | undefined): Promise<Report> {
  const { host, invocation, pid } = door
  const command = `${invocation.packageRoot}/scripts/handler.sh check`
  const where = { command, ...(place !== undefined && { logFile: place.logFile }) }
  const isStandalone = invocation.standalone === true
  const told = report(outcome, where, (text) =>
    isStandalone ? withoutAgentWords(host.log.redact(text)) : host.log.redact(text),
  )
  if (told.stderr !== '') door.stderr(told.stderr)
  else if (isStandalone) door.stdout(`${told.status.message}\n`)
  host.log.write('info', 'end', { exitCode: told.exitCode, summary: outcome.summary })
  if (place === undefined) return told
  const { environment, sequence } = place
  if (outcome.operation === 'enable' || outcome.failure !== undefined || isStandalone)
    await writeStatus(host, environment, sequence, told.status)
  await sendEvent(host, environment, { ...told.event, operationId: `${pid}-${sequence}`, pid })
  return told
}

import { carryOn } from '../core/carry-on.ts'
import { asFailure, HandlerFailure } from '../core/failure.ts'
import { leftNote } from '../core/outcome.ts'
import type { Plan } from '../core/plan.ts'
import { planWithdraw } from '../core/plan-withdraw.ts'
import type { RemovalCare } from '../core/removal.ts'
import { idsOf, selectProfile } from '../core/profile.ts'
import type { PackageManagerName, Profile } from '../core/profile-schema.ts'
import { hasProgram } from '../checks/package-tool.ts'
import { readDangling } from '../machine/dangling-wiring.ts'
import { readSystem } from '../machine/facts.ts'
import { layout } from '../machine/layout.ts'
import { readLedger, viewLedger, type Ledger } from '../machine/ledger.ts'
import { readMemory } from '../machine/memory.ts'
import { readKept } from '../machine/own-files.ts'
import type { PackageManager } from '../machine/package-manager.ts'
import { queryPackages } from '../machine/package-query.ts'
import { settleTransaction } from '../machine/transaction.ts'
import { isBeingUpdated } from '../machine/update-marker.ts'
import type { Context } from './context.ts'
import { executor } from './executor.ts'
import { grammarFor } from './look.ts'
import { reasonToKeep } from './owner.ts'
import { whatIsLeft } from './what-is-left.ts'

/**
 * Removes both packages, whoever installed them, and everything the ledger lists; part of an update, or where another
 * manages the login: nothing.
 */
export async function uninstall(context: Context): Promise<string> {
  const { host, environment, version, budget } = context
  const reason = await reasonToKeep(context)
  if (reason !== undefined) return reason
  if (environment.kind === 'agent' && (await isBeingUpdated(host, environment.version ?? version)))
    return 'Part of an update: packages and configuration are kept for the new version.'
  const interrupted = (await settleTransaction(host, budget)) === 'interrupted'
  const ledger = await readLedger(host)
  const known = await profileFor(context, ledger)
  if (known === undefined) return 'This system never had a login of this extension.'
  const { profile } = known
  const grammar = grammarFor(known.packageManager)
  const system = { displayName: profile.name, architecture: '' }
  const manager: PackageManager = {
    ...{ host, grammar, budget, system },
    tell: (message, name) => context.notes.push({ name, verdict: 'warning', message }),
  }
  const plan = await planFor(manager, profile, interrupted)
  await noteKept(context)
  await withdraw(context, { plan, manager, profile })
  await host.files.remove(layout.state)
  if (plan.steps.length === 0) return 'Login with Microsoft Entra ID was already removed.'
  const warnings = context.notes.filter(({ verdict }) => verdict === 'warning').map(({ message }) => message)
  if (warnings.length === 0) return 'Login with Microsoft Entra ID is removed and the machine is as it was before.'
  // Nobody reads the status of a delete that succeeded: what it warns of has to be in its one sentence.
  return `Login with Microsoft Entra ID is removed. ${warnings.join(' ')}`
}

interface Withdrawal {
  readonly plan: Plan
  readonly manager: PackageManager
  readonly profile: Profile
}

/**
 * Does all that can be done, and is judged by what is left then. Throws the first failure; a removal is never undone,
 * so the customer is told what of it is still to do.
 */
async function withdraw(context: Context, { plan, manager, profile }: Withdrawal): Promise<void> {
  const { host, notes } = context
  const failure = await carryOn(plan, executor(context, manager, manager)).catch(asFailure)
  const leftNow = async (): Promise<string> => whatIsLeft(manager, await planFor(manager, profile, false), profile)
  const left = await leftNow().catch((error: unknown) => {
    host.log.write('warn', 'what is left could not be looked at', { error: asFailure(error) })
    throw failure ?? error
  })
  if (left !== '') notes.push({ name: leftNote, verdict: 'warning', message: `Still to do: ${left}.` })
  if (left !== '' || failure?.code === 'transaction.running')
    throw failure ?? new HandlerFailure('handler.not-converged', { left })
}

/** What an uninstall would do now; undefined where it would find that there never was a login. Changes nothing. */
export async function planUninstall(context: Context, interrupted: boolean): Promise<Plan | undefined> {
  const { host } = context
  if ((await reasonToKeep(context)) !== undefined) return undefined
  const known = await profileFor(context, await readLedger(host))
  if (known === undefined) return undefined
  return planFor({ host, grammar: grammarFor(known.packageManager) }, known.profile, interrupted)
}

interface Known {
  readonly profile: Profile
  readonly packageManager: PackageManagerName
}

/**
 * The profile of this system, else the one that was deployed: removal must work when os-release no longer does. What
 * was deployed on a derivative was allowed then; no settings are asked now.
 */
async function profileFor(context: Context, ledger: Ledger): Promise<Known | undefined> {
  const { host } = context
  const system = await readSystem(host)
  const deployed = ledger.profile === undefined ? [] : [ledger.profile]
  const profiles = await context.profiles([...idsOf(system), ...deployed])
  const allowances = { derivatives: ledger.profile !== undefined, goneRepositories: true }
  const selection = selectProfile(profiles, system, allowances)
  if (selection.kind === 'supported')
    return { profile: selection.profile, packageManager: selection.target.packageManager }
  const profile = profiles.profiles.find(({ id }) => id === ledger.profile)
  if (profile === undefined) return undefined
  return { profile, packageManager: await managerOf(host, profile, ledger.manager) }
}

/** Versions of one distribution may differ in their package manager: the one in use then, else the one that is there. */
async function managerOf(
  host: Context['host'],
  { packageManager, versions }: Profile,
  used: string | undefined,
): Promise<PackageManagerName> {
  const candidates = [...new Set([packageManager, ...versions.flatMap((row) => row.packageManager ?? [])])]
  const recorded = candidates.find((candidate) => candidate === used)
  if (recorded !== undefined) return recorded
  for (const candidate of candidates) if (await hasProgram(host, candidate)) return candidate
  return packageManager
}

/** What somebody else has changed is theirs by now and stays, with what it names; the customer should know. */
async function noteKept({ host, notes }: Context): Promise<void> {
  const kept = await readKept(host)
  if (kept.length === 0) return
  const message = `Changed by somebody else since it was made, and left alone: ${kept.join(', ')}.`
  notes.push({ name: 'changed-file', verdict: 'warning', message })
}

async function planFor(
  { host, grammar }: Pick<PackageManager, 'host' | 'grammar'>,
  { packages, sshd, wiring }: Profile,
  interrupted: boolean,
): Promise<Plan> {
  const names = [packages.selinux.name, packages.login]
  const ledger = viewLedger(await readLedger(host))
  const care: RemovalCare = { sessions: (await readMemory(host)).sessions ?? 'wait', places: { sshd, wiring } }
  const facts = {
    packages: await queryPackages(host, grammar, names),
    keptFiles: await readKept(host),
    danglingWiring: await readDangling(host, care.places),
  }
  return planWithdraw(facts, { packages: names, ledger, interrupted, care })
}

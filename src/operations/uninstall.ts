import { apply } from '../core/apply.ts'
import { asFailure, HandlerFailure } from '../core/failure.ts'
import { leftNote } from '../core/outcome.ts'
import { describeStep, type Plan } from '../core/plan.ts'
import { planWithdraw } from '../core/plan-withdraw.ts'
import type { RemovalCare } from '../core/removal.ts'
import { selectProfile } from '../core/profile.ts'
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

/** Removes both packages, whoever installed them, and everything the ledger lists; part of an update: nothing. */
export async function uninstall(context: Context): Promise<string> {
  const { host, environment, version, budget } = context
  if (await isBeingUpdated(host, environment.version ?? version))
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
  const leftNow = async (): Promise<string> => whatIsLeft(await planFor(manager, profile, false), host, profile)
  try {
    await apply(plan, executor(context, manager, manager), async () => {
      const left = await leftNow()
      if (left !== '') throw new HandlerFailure('handler.not-converged', { left })
    })
  } catch (error) {
    await noteLeft(context, leftNow)
    throw error
  }
  await host.files.remove(layout.state)
  if (plan.steps.length === 0) return 'Login with Microsoft Entra ID was already removed.'
  const warnings = context.notes.filter(({ verdict }) => verdict === 'warning').map(({ message }) => message)
  if (warnings.length === 0) return 'Login with Microsoft Entra ID is removed and the machine is as it was before.'
  // Nobody reads the status of a delete that succeeded: what it warns of has to be in its one sentence.
  return `Login with Microsoft Entra ID is removed. ${warnings.join(' ')}`
}

/** What an uninstall would do now; undefined where it would find that there never was a login. Changes nothing. */
export async function planUninstall(context: Context, interrupted: boolean): Promise<Plan | undefined> {
  const { host } = context
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
async function profileFor({ host, profiles }: Context, ledger: Ledger): Promise<Known | undefined> {
  const allowances = { derivatives: ledger.profile !== undefined, goneRepositories: true }
  const selection = selectProfile(profiles, await readSystem(host), allowances)
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

/** What a second try would do for, and where the login is still named: without the care that goes with it. */
async function whatIsLeft({ steps }: Plan, host: Context['host'], places: Profile): Promise<string> {
  const careful: readonly string[] = ['settle-sessions', 'clear-wiring']
  const work = steps.flatMap(({ step }) => (careful.includes(step.kind) ? [] : [describeStep(step)]))
  const dangling = await readDangling(host, places)
  return [...work, ...dangling.map((place) => `take out ${place}`)].join('; ')
}

/** A removal that failed is not undone; the customer should know what of it is still to do. */
async function noteLeft({ host, notes }: Context, leftNow: () => Promise<string>): Promise<void> {
  try {
    notes.push({ name: leftNote, verdict: 'warning', message: `Still to do: ${await leftNow()}.` })
  } catch (error) {
    host.log.write('warn', 'what is left could not be looked at', { error: asFailure(error) })
  }
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

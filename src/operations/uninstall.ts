import { apply } from '../core/apply.ts'
import { HandlerFailure } from '../core/failure.ts'
import { describeStep, planWithdraw, type Plan } from '../core/plan.ts'
import { selectProfile } from '../core/profile.ts'
import type { Profile } from '../core/profile-schema.ts'
import { readSystem } from '../machine/facts.ts'
import { layout } from '../machine/layout.ts'
import { readLedger, viewLedger, type Ledger } from '../machine/ledger.ts'
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
  const profile = await profileFor(context, ledger)
  if (profile === undefined) return 'This system never had a login of this extension.'
  const grammar = grammarFor(profile.packageManager)
  const system = { displayName: profile.name, architecture: '' }
  const manager: PackageManager = { host, grammar, budget, system }
  const plan = await planFor(manager, profile, interrupted)
  await apply(plan, executor(context, manager, manager), async () => {
    const left = (await planFor(manager, profile, false)).steps.map(({ step }) => describeStep(step))
    if (left.length > 0) throw new HandlerFailure('handler.not-converged', { left: left.join('; ') })
  })
  await host.files.remove(layout.state)
  if (plan.steps.length === 0) return 'Login with Microsoft Entra ID was already removed.'
  return 'Login with Microsoft Entra ID is removed and the machine is as it was before.'
}

/** The profile of this system, else the one that was deployed: removal must work when os-release no longer does. */
async function profileFor({ host, profiles }: Context, ledger: Ledger): Promise<Profile | undefined> {
  const selection = selectProfile(profiles, await readSystem(host))
  if (selection.kind === 'supported') return selection.profile
  return profiles.profiles.find(({ id }) => id === ledger.profile)
}

async function planFor(manager: PackageManager, { packages }: Profile, interrupted: boolean): Promise<Plan> {
  const { host, grammar } = manager
  const names = [packages.selinux.name, packages.login]
  const ledger = viewLedger(await readLedger(host))
  return planWithdraw({ packages: await queryPackages(host, grammar, names) }, { packages: names, ledger, interrupted })
}

import type { Settings } from '../agent/settings.ts'
import type { Metadata } from '../checks/metadata.ts'
import { apply } from '../core/apply.ts'
import { holdBack, remaining } from '../core/budget.ts'
import type { Facts } from '../core/facts.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { describeStep, planDeploy, type DeployRequest, type Plan } from '../core/plan.ts'
import { rolloutDelay } from '../core/retry.ts'
import { together } from '../core/together.ts'
import { readFacts } from '../machine/facts.ts'
import { amendLedger, managedBy } from '../machine/ledger.ts'
import type { PackageManager } from '../machine/package-manager.ts'
import { examine } from './checks.ts'
import { conclude } from './conclude.ts'
import type { Context } from './context.ts'
import { makeDeployPlan } from './deploy-plan.ts'
import { executor } from './executor.ts'
import { lookAtMetadata, requireLook, surveyMachine, type Look } from './look.ts'
import type { Prepared } from './prepare.ts'
import { repositoryRoute } from './proxy.ts'
import { isMending, mend } from './mend.ts'
import { isOwner } from './owner.ts'
import { isKnownRequest, remember } from './remember.ts'
import { verifyAndRepair, type Repaired } from './repair.ts'
import { noteEntry } from './repository-note.ts'
import { tidyState } from './tidy.ts'

type Mode = DeployRequest['mode']

/** Brings the login to the VM: upgrade takes the newest packages, converge only what is missing. */
export async function deploy(context: Context, prepared: Prepared, mode: Mode): Promise<string> {
  try {
    return await deployOnce(context, prepared, mode)
  } catch (error) {
    await tidyState(context.host)
    throw error
  }
}

async function deployOnce(context: Context, prepared: Prepared, mode: Mode): Promise<string> {
  const { settings, memory, interrupted } = prepared
  const [survey, metadata] = await together([surveyMachine(context, settings), lookAtMetadata(context)])
  const told = metadata?.azEnvironment ?? ''
  const cloud = told === '' ? memory.cloud : told
  const { identityWaitSeconds: waitSeconds } = settings
  const wish = { settings, mode, interrupted }
  const made = survey.look && (await makeDeployPlan(context.host, survey.look, wish))
  const change = made === undefined || made.plan.steps.length > 0
  const examined = { context, settings, survey, metadata, cloud, waitSeconds, change, probeRepository: false }
  conclude(context, await examine(examined))
  const look = requireLook(survey)
  const { request, plan } = made ?? (await makeDeployPlan(context.host, look, wish))
  await noteEntry(context, look.facts.repositories, { repository: request.repository, plan })
  if (plan.steps.length > 0) await waitForTurn(context, settings, metadata)
  const isKnown = await isKnownRequest(context, settings, memory)
  const { done: repairs, seen } = await carryOut(context, { look, settings, request, plan, isKnown })
  await remember(context, { ...memory, ...(cloud !== undefined && { cloud }) }, { look, settings, seen })
  if (plan.steps.length > 0) return changed(look)
  if (repairs.length > 0) return `Login with Microsoft Entra ID is set up again, after: ${repairs.join(', ')}.`
  return 'Login with Microsoft Entra ID is set up; there was nothing to do.'
}

function changed({ target }: Look): string {
  return `Login with Microsoft Entra ID is set up (package ${target.packages.login}).`
}

/** Kept of the command's time when a turn is waited for: the list and the package are a transaction each. */
const keptForWorkMs = limits.transaction.undoReserveMs + 2 * limits.transaction.neededMs

/**
 * Spreads the first contact of a fleet with the repository over a window: always the same moment for one VM. A window
 * beyond the time of the command is narrowed, because the agent kills at its limit whoever still waits.
 */
async function waitForTurn(
  { host, notes, budget }: Context,
  settings: Settings,
  metadata: Metadata | undefined,
): Promise<void> {
  const scaleSet = metadata !== undefined && metadata.vmScaleSetName !== ''
  const wanted = settings.rolloutWindowSeconds ?? (scaleSet ? limits.rollout.scaleSetWindowSeconds : 0)
  const windowMs = Math.min(wanted * 1000, remaining(host.clock, budget) - keptForWorkMs)
  const delayMs = rolloutDelay(metadata?.vmId ?? '', windowMs)
  if (delayMs === 0) return
  const seconds = Math.round(windowMs / 1000)
  const message = `Waited ${(delayMs / 1000).toFixed(1)} s for this VM's turn in the rollout window of ${seconds} s.`
  notes.push({ name: 'rollout-window', verdict: 'passed', message })
  await host.clock.sleep(delayMs)
}

interface Work {
  readonly look: Look
  readonly settings: Settings
  readonly request: DeployRequest
  readonly plan: Plan
  /** Whether the login was verified for the same settings before. */
  readonly isKnown: boolean
}

/** Answers what verification saw, and what had to be done beside the plan before the login was wired. */
async function carryOut(context: Context, { look, settings, request, plan, isKnown }: Work): Promise<Repaired> {
  const { host, budget } = context
  const { target, grammar } = look
  const manager: PackageManager = {
    host,
    grammar,
    system: target,
    budget: holdBack(budget, limits.transaction.undoReserveMs),
    tell: (message, name) => context.notes.push({ name, verdict: 'warning', message }),
    ...repositoryRoute(context, settings, request.repository.url),
  }
  const { profileId: profile, packageManager } = target
  if (plan.steps.length > 0 || !(await isOwner(context))) {
    const { kind } = context.environment
    await amendLedger(host, (ledger) => ({ ...managedBy(ledger, kind), profile, manager: packageManager }))
  }
  const takeBack = { ...manager, budget }
  const work = executor(context, manager, takeBack)
  const isOptional = isKnown && isMending(plan)
  if (isOptional) await mend(context, plan, work)
  const needed = isOptional ? { steps: [] } : plan
  let repaired: Repaired | undefined
  await apply(needed, work, async () => {
    const facts = await factsAfter(context, { look, request, plan, needed })
    repaired = await verifyAndRepair(context, { ...look, facts, request, manager, takeBack })
    conclude(context, repaired.findings)
  })
  if (repaired === undefined) throw new HandlerFailure('handler.bug', { detail: 'nothing was verified' })
  return repaired
}

/** Looks again where something was done: what was needed must be so now, whatever the steps said. */
async function factsAfter(
  { host }: Context,
  { look, request, plan, needed }: Pick<Work, 'look' | 'request' | 'plan'> & { readonly needed: Plan },
): Promise<Facts> {
  if (plan.steps.length === 0) return look.facts
  const now = await readFacts(host, look.facts.system, look)
  if (needed.steps.length === 0) return now
  const { steps } = planDeploy(now, { ...request, mode: 'converge', interrupted: false })
  if (steps.length === 0) return now
  const left = steps.map(({ step }) => describeStep(step)).join('; ')
  throw new HandlerFailure('handler.not-converged', { left })
}

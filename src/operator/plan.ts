import { describeStep, type Plan, type Step } from '../core/plan.ts'
import type { PlannedName } from '../core/verb.ts'
import { readSystem } from '../machine/facts.ts'
import { lookAtTransaction } from '../machine/transaction.ts'
import type { Context } from '../operations/context.ts'
import { makeDeployPlan } from '../operations/deploy-plan.ts'
import { otherOwner } from '../operations/owner.ts'
import { foreseeRepair } from '../operations/foresee-repair.ts'
import { lookAtSettings } from '../operations/look-at-settings.ts'
import { requireLook, surveyMachine } from '../operations/look.ts'
import { planUninstall } from '../operations/uninstall.ts'
import type { Desk } from './desk.ts'
import type { PlanDocument } from './documents.ts'
import { contextFor } from './machine-context.ts'
import type { Place } from './place.ts'

/** What a command would do to this machine now. Throws what keeps a plan from being made; the checks are not run. */
export async function planCommand(desk: Desk, place: Place, operation: PlannedName): Promise<PlanDocument> {
  const { host, terminal, version } = desk
  if (place.problem !== undefined) throw place.problem
  const context = contextFor(desk, place, operation)
  const { steps } = await terminal.progress('Looking at the machine', makePlan(context, operation))
  return {
    schema: 1,
    handlerVersion: version,
    verb: 'plan',
    time: new Date(host.clock.now()).toISOString(),
    operation,
    system: (await readSystem(host)).prettyName,
    steps: steps.map(({ step, undo }) => ({ ...told(step), undo: undo.map(told) })),
  }
}

async function makePlan(context: Context, operation: PlannedName): Promise<Plan> {
  const { host } = context
  const interrupted = (await lookAtTransaction(host))?.state === 'cut-short'
  if (operation === 'uninstall') return (await planUninstall(context, interrupted)) ?? { steps: [] }
  const other = await otherOwner(context)
  if (other !== undefined) throw other
  const settings = await lookAtSettings(context)
  const look = requireLook(await surveyMachine(context, settings))
  const mode = operation === 'install' ? 'upgrade' : 'converge'
  const { request, plan } = await makeDeployPlan(host, look, { settings, mode, interrupted })
  return foreseeRepair(context, { ...look, request }, plan)
}

function told(step: Step): { does: string; step: Step & Record<string, unknown> } {
  return { does: describeStep(step), step: { ...step } }
}

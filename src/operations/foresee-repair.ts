import { findReload } from '../checks/sshd-reload.ts'
import { missingPieces } from '../core/finding.ts'
import type { Plan, PlannedStep, Step } from '../core/plan.ts'
import { verifyLogin } from './checks.ts'
import type { Context } from './context.ts'
import { isMending } from './mend.ts'
import { makeRepairPlan, type RepairWork } from './repair.ts'

type Looking = Pick<Context, 'host'>
type Machine = Pick<RepairWork, 'target' | 'grammar' | 'facts' | 'request'>

/** Of a repair, what the plan before it has made by then. */
const ofEntry: readonly Step['kind'][] = ['install-key', 'trust-keys', 'write-file', 'remove-file']

/**
 * A plan with what a verification would find missing after it and have put right. Only where the plan touches no
 * package: what packages bring is not known before they are there. Changes nothing.
 */
export async function foreseeRepair(context: Looking, machine: Machine, plan: Plan): Promise<Plan> {
  const mends = isMending(plan)
  if (plan.steps.length > 0 && !mends) return plan
  const missing = missingPieces(await verifyLogin(context.host, machine.target, machine.facts))
  if (missing.length === 0) return plan
  const { steps } = await makeRepairPlan(context, machine, missing)
  const repair = mends ? steps.filter(({ step }) => !ofEntry.includes(step.kind)) : steps
  return {
    steps: [...plan.steps, ...repair, ...(missing.includes('sshd-reload') ? await reload(context, machine) : [])],
  }
}

async function reload({ host }: Looking, { target }: Machine): Promise<PlannedStep[]> {
  const found = await findReload(host, target)
  return found.kind === 'possible' ? [{ step: { kind: 'reload-sshd', sshd: found.sshd }, undo: [] }] : []
}

import type { Settings } from '../agent/settings.ts'
import { planDeploy, type DeployRequest, type Plan } from '../core/plan.ts'
import type { Host } from '../host.ts'
import { missingPrerequisites } from '../machine/prerequisites.ts'
import type { Look } from './look.ts'
import { deployRequest } from './request.ts'

export interface DeployWish extends Pick<DeployRequest, 'mode' | 'interrupted'> {
  readonly settings: Pick<Settings, 'repository' | 'package' | 'migrate' | 'sessions'>
}

/** The plan for this machine and these settings; where something is fetched, with the tools that are missing for that. */
export async function makeDeployPlan(
  host: Host,
  look: Look,
  { settings, mode, interrupted }: DeployWish,
): Promise<{ readonly request: DeployRequest; readonly plan: Plan }> {
  const request = { ...deployRequest(look, settings), ...migrationOf(look, settings), mode, interrupted }
  const plan = planDeploy(look.facts, request)
  if (!plan.steps.some(({ step }) => step.kind === 'refresh-packages')) return { request, plan }
  const prerequisites = await missingPrerequisites(host, look.grammar, request.repository.url)
  return { request, plan: prerequisites.length === 0 ? plan : planDeploy(look.facts, { ...request, prerequisites }) }
}

/** Without the setting the older packages are a failure, 23. */
function migrationOf(
  { target }: Look,
  { migrate, sessions }: DeployWish['settings'],
): Pick<DeployRequest, 'migration'> {
  const { sshd, wiring, packages } = target
  return migrate ? { migration: { packages: packages.predecessors, sessions, places: { sshd, wiring } } } : {}
}

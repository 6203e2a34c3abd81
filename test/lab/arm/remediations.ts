import type { Compliance, Finding } from './compliance.ts'
import { deployTemplate } from './deployments.ts'
import { asArmError } from './operations.ts'
import { requireRoles } from './roles.ts'
import { partsOf } from './store.ts'
import { ArmError, type Answer, type Call, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const tasks = '/{scope+}/providers/Microsoft.PolicyInsights/remediations'
const type = 'Microsoft.PolicyInsights/remediations'

/** Remediation tasks: what modify and deployIfNotExists do to machines that were there before. */
export function remediationRoutes(world: World, compliance: Compliance): Routes {
  return {
    [`GET ${tasks}`]: ({ path }) => ({ status: 200, body: { value: world.store.list(type, path) } }),
    [`GET ${tasks}/{name}`]: ({ path }) => ({ status: 200, body: world.store.get(path) }),
    [`POST ${tasks}/{name}/listDeployments`]: ({ path }) => {
      const { deployments } = world.store.get(path.replace(/\/listDeployments$/i, '')).properties
      return { status: 200, body: { value: deployments } }
    },
    [`PUT ${tasks}/{name}`]: (call) => put(world, compliance, call),
  }
}

/** The task is answered at once and goes on by itself. */
function put(world: World, compliance: Compliance, { path, body }: Call): Answer {
  if (world.store.find(path) !== undefined) {
    throw new ArmError(400, 'InvalidUpdateRemediationRequest', 'A remediation that was started cannot be changed.')
  }
  const asked = body.properties as Dictionary
  const deploymentStatus = { totalDeployments: 0, successfulDeployments: 0, failedDeployments: 0 }
  const state = {
    provisioningState: 'Accepted',
    createdOn: new Date().toISOString(),
    deploymentStatus,
    deployments: [],
  }
  const task = world.store.put({ id: path, name: partsOf(path).name, type, properties: { ...asked, ...state } })
  void run(world, compliance, path)
  return { status: 201, body: task }
}

async function run(world: World, compliance: Compliance, id: string): Promise<void> {
  const { resourceDiscoveryMode, failureThreshold, ...asked } = world.store.get(id).properties
  if (resourceDiscoveryMode === 'ReEvaluateCompliance') compliance.scan()
  const found = compliance.latest.filter((finding) => isMeant(finding, asked))
  world.store.amend(id, { provisioningState: 'Evaluating', deploymentStatus: count([], found.length) })
  const deployments = await Promise.all(found.map((finding) => remedy(world, finding)))
  const failed = deployments.filter(({ status }) => status === 'Failed').length
  const { percentage = 1 } = (failureThreshold ?? {}) as { percentage?: number }
  const isFailed = failed > 0 && failed / found.length > percentage
  const hasFailed = isFailed || (failed > 0 && failed === found.length)
  world.store.amend(id, {
    provisioningState: hasFailed ? 'Failed' : 'Succeeded',
    deploymentStatus: count(deployments, found.length),
    deployments,
  })
  compliance.scan()
}

function isMeant(finding: Finding, asked: Dictionary): boolean {
  if (finding.isCompliant || finding.assignment.id.toLowerCase() !== String(asked.policyAssignmentId).toLowerCase())
    return false
  const { locations = [] } = (asked.filters ?? {}) as { locations?: string[] }
  if (locations.length > 0 && !locations.includes(finding.resource.location ?? '')) return false
  if (asked.policyDefinitionReferenceId !== finding.reference) return false
  return finding.effect === 'modify' || finding.effect === 'deployifnotexists'
}

/** What became of one machine. */
async function remedy(world: World, finding: Finding): Promise<Dictionary> {
  const { resource, definition, assignment, judgement } = finding
  const own = { remediatedResourceId: resource.id, resourceLocation: resource.location }
  try {
    const { then } = definition.properties.policyRule as Record<string, Dictionary>
    const { roleDefinitionIds = [] } = then?.details as { roleDefinitionIds?: string[] }
    requireRoles(world, String(assignment.identity?.principalId), roleDefinitionIds, resource.id)
    if (judgement.modified !== undefined) {
      await world.perform('PATCH', resource.id, { identity: judgement.modified.identity })
    } else if (judgement.deployment !== undefined) {
      const { template, parameters } = judgement.deployment
      await deployTemplate(world, partsOf(resource.id).scope, template, parameters)
    }
    return { ...own, status: 'Succeeded' }
  } catch (error) {
    return { ...own, status: 'Failed', error: asArmError(error).body }
  }
}

function count(deployments: readonly Dictionary[], totalDeployments: number): Dictionary {
  const failedDeployments = deployments.filter(({ status }) => status === 'Failed').length
  return { totalDeployments, successfulDeployments: deployments.length - failedDeployments, failedDeployments }
}

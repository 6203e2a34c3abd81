import { computeAll, type Scope } from '../../rollout/expressions/evaluate.ts'
import { bodyOf, idOf, resourcesOf, scopeOf, type Place } from '../../rollout/arm/template.ts'
import { asArmError } from './operations.ts'
import { ArmError, type Answer, type Call, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const type = 'Microsoft.Resources/deployments'
const deployments = `/{scope+}/providers/${type}`

/** Templates at resource groups, the subscription and management groups; every resource is put as a client would. */
export function deploymentRoutes(world: World): Routes {
  return {
    [`POST ${deployments}/{name}/validate`]: (call) => {
      const id = call.path.replace(/\/validate$/i, '')
      return { status: 200, body: { id, name: call.parts.name, type, properties: { provisioningState: 'Succeeded' } } }
    },
    [`PUT ${deployments}/{name}`]: (call) => put(world, call),
    [`GET ${deployments}/{name}`]: ({ path }) => ({ status: 200, body: world.store.get(path) }),
    [`GET ${deployments}/{name}/operations`]: () => ({ status: 200, body: { value: [] } }),
    [`GET ${deployments}/{name}/operationStatuses/{operation}`]: () => ({ status: 200, body: { status: 'Succeeded' } }),
  }
}

/** Deploys a template and answers its outputs. Throws ArmError where a resource fails. */
export async function deployTemplate(
  world: World,
  scopeId: string,
  template: Dictionary,
  values: Dictionary,
): Promise<Dictionary> {
  const scope = scopeOf(template, values, placeOf(world, scopeId))
  for (const resource of resourcesOf(template, scope)) {
    const id = idOf(scopeId, String(resource.type), String(resource.name).split('/'))
    await world.perform('PUT', id, bodyOf(resource))
  }
  return outputsOf(template, scope)
}

function put(world: World, { path, parts, body }: Call): Answer {
  const { template, parameters = {} } = body.properties as Record<string, Dictionary>
  const given = Object.entries(parameters as Record<string, { value: unknown }>)
  const values = Object.fromEntries(given.map(([name, { value }]) => [name, value]))
  const properties = { mode: 'Incremental', parameters, timestamp: new Date().toISOString(), duration: 'PT1S' }
  const deployment = { id: path, name: parts.name ?? '', type, properties }
  world.store.put({ ...deployment, properties: { ...properties, provisioningState: 'Running' } })
  const work = async (): Promise<void> => {
    try {
      const outputs = await deployTemplate(world, `/${parts.scope ?? ''}`, template ?? {}, values)
      world.store.amend(path, { provisioningState: 'Succeeded', outputs })
    } catch (error) {
      world.store.amend(path, { provisioningState: 'Failed', error: asArmError(error).body })
      throw asFailed(error)
    }
  }
  return { status: 201, body: world.store.get(path), work }
}

/** As the resource manager wraps what went wrong in a deployment. */
function asFailed(error: unknown): ArmError {
  const { code, message } = asArmError(error)
  const frame = 'At least one resource deployment operation failed. Please list deployment operations for details.'
  return new ArmError(409, 'DeploymentFailed', `${frame} (${code}) ${message}`)
}

function placeOf({ subscriptionId, store }: World, scopeId: string): Place {
  const reference = (id: string): unknown => store.get(id)
  return { subscription: `/subscriptions/${subscriptionId}`, group: scopeId, managementGroup: scopeId, reference }
}

function outputsOf({ outputs = {} }: Dictionary, scope: Scope): Dictionary {
  const all = Object.entries(outputs as Record<string, { type: string; value: unknown }>)
  return Object.fromEntries(all.map(([name, { type, value }]) => [name, { type, value: computeAll(value, scope) }]))
}

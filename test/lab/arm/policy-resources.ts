import { identityAfter } from './identities.ts'
import { partsOf } from './store.ts'
import { ArmError, type Answer, type Call, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const provider = '/{scope+}/providers/Microsoft.Authorization'
const kinds = ['policyDefinitions', 'policySetDefinitions', 'policyAssignments'] as const

/** Definitions, initiatives and assignments, as data; `changed` is told of every new assignment. */
export function policyRoutes(world: World, changed: () => void): Routes {
  const routes = kinds.map((kind): Routes => {
    return {
      [`GET ${provider}/${kind}/{name}`]: ({ path }) => ({ status: 200, body: world.store.get(path) }),
      [`GET ${provider}/${kind}`]: ({ path }) => {
        const found = world.store.list(`Microsoft.Authorization/${kind}`, path)
        return { status: 200, body: { value: found } }
      },
      [`PUT ${provider}/${kind}/{name}`]: (call) => {
        const answer = kind === 'policyAssignments' ? putAssignment(world, call) : put(world, call)
        changed()
        return answer
      },
    }
  })
  return Object.assign({}, ...routes) as Routes
}

function put(world: World, { path, body }: Call): Answer {
  const { type, name } = partsOf(path)
  const properties = { policyType: 'Custom', ...(body.properties as Dictionary) }
  return { status: 201, body: world.store.put({ id: path, name, type, properties }) }
}

function putAssignment(world: World, { path, body }: Call): Answer {
  const { type, name, scope } = partsOf(path)
  const properties = body.properties as Dictionary
  world.store.get(String(properties.policyDefinitionId))
  const { location } = body as { location?: string }
  const asked = body.identity as Dictionary | undefined
  if (asked !== undefined && location === undefined) {
    throw new ArmError(400, 'LocationRequired', 'The location property is required for an assignment with an identity.')
  }
  const assignment = { id: path, name, type, properties: { enforcementMode: 'Default', ...properties, scope } }
  const identity = asked === undefined ? {} : { identity: identityAfter(assignment, asked, world.tenantId) }
  return { status: 201, body: world.store.put({ ...assignment, ...identity, ...(location ? { location } : {}) }) }
}

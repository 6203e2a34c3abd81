import { roles } from '../../../scripts/tables/rollout/names.ts'
import { partsOf } from './store.ts'
import { ArmError, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const provider = '/{scope+}/providers/Microsoft.Authorization'

/** The built-in roles that the rollout uses, and who has them. */
export function roleRoutes(world: World): Routes {
  return {
    [`GET ${provider}/roleDefinitions`]: ({ parts, query }) => {
      const [, wanted] = /roleName eq '(.+)'/.exec(query.get('$filter') ?? '') ?? []
      const all = Object.entries(roles).filter(([roleName]) => wanted === undefined || wanted === roleName)
      return {
        status: 200,
        body: { value: all.map(([roleName, guid]) => definition(parts.scope ?? '', roleName, guid)) },
      }
    },
    [`GET ${provider}/roleAssignments`]: ({ path }) => {
      const found = world.store.list('Microsoft.Authorization/roleAssignments', path)
      return { status: 200, body: { value: found } }
    },
    [`PUT ${provider}/roleAssignments/{name}`]: ({ path, body }) => {
      const { type, name, scope } = partsOf(path)
      const properties = { ...(body.properties as Dictionary), scope }
      return { status: 201, body: world.store.put({ id: path, name, type, properties }) }
    },
  }
}

/** Throws when a principal lacks one of these roles on a resource. */
export function requireRoles(world: World, principalId: string, roleIds: readonly string[], resourceId: string): void {
  const mine = world.store
    .list('Microsoft.Authorization/roleAssignments')
    .filter(({ properties }) => properties.principalId === principalId)
    .filter(({ properties }) => resourceId.toLowerCase().startsWith(String(properties.scope).toLowerCase()))
    .map(({ properties }) => partsOf(String(properties.roleDefinitionId)).name)
  const missing = roleIds.map((id) => partsOf(id).name).filter((guid) => !mine.includes(guid))
  if (missing.length === 0) return
  const message = `The client '${principalId}' with object id '${principalId}' does not have authorization to perform action 'Microsoft.Resources/deployments/write' over scope '${resourceId}' or the scope is invalid. If access was recently granted, please refresh your credentials.`
  throw new ArmError(403, 'AuthorizationFailed', message)
}

function definition(scope: string, roleName: string, name: string): Dictionary {
  const id = `/${scope}/providers/Microsoft.Authorization/roleDefinitions/${name}`
  return { id, name, type: 'Microsoft.Authorization/roleDefinitions', properties: { roleName, type: 'BuiltInRole' } }
}

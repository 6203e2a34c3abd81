import { ArmError, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const location = 'westeurope'

/** Subscriptions and resource groups; the groups exist from the start. */
export function subscriptionRoutes(world: World, groups: readonly string[]): Routes {
  const { subscriptionId, tenantId } = world
  const id = `/subscriptions/${subscriptionId}`
  const subscription = { id, subscriptionId, tenantId, displayName: 'lab', state: 'Enabled' }
  return {
    'GET /subscriptions': () => ({ status: 200, body: { value: [subscription] } }),
    'GET /subscriptions/{subscription}': () => ({ status: 200, body: subscription }),
    'GET /subscriptions/{subscription}/resourceGroups/{group}': ({ parts }) => {
      const name = groups.find((one) => one.toLowerCase() === parts.group?.toLowerCase())
      if (name !== undefined) return { status: 200, body: groupBody(id, name) }
      throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${parts.group ?? ''}' could not be found.`)
    },
  }
}

function groupBody(subscription: string, name: string): Dictionary {
  const id = `${subscription}/resourceGroups/${name}`
  return {
    id,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location,
    properties: { provisioningState: 'Succeeded' },
  }
}

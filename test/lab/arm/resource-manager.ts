import { Catalogue, catalogueRoutes } from './catalogue.ts'
import { Compliance } from './compliance.ts'
import { deploymentRoutes } from './deployments.ts'
import { extensionRoutes } from './extensions.ts'
import type { Guest } from './guest.ts'
import { policyRoutes } from './policy-resources.ts'
import { policyStateRoutes } from './policy-states.ts'
import { remediationRoutes } from './remediations.ts'
import { roleRoutes } from './roles.ts'
import { router, type Route } from './router.ts'
import { scaleSetRoutes } from './scale-sets.ts'
import { Store } from './store.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { machineRoutes } from './virtual-machines.ts'
import { ArmError } from './wire.ts'
import type { World } from './world.ts'

/** The resource manager without its wire: resources, machines behind them, and what can be asked for. */
export interface ResourceManager {
  readonly world: World
  readonly route: Route
  /** Puts a machine behind a resource. */
  readonly attach: (id: string, guest: Guest) => void
}

/** A subscription with these resource groups and nothing in them. */
export function makeResourceManager(
  subscriptionId: string,
  tenantId: string,
  groups: readonly string[],
): ResourceManager {
  const guests = new Map<string, Guest>()
  const world: World = {
    subscriptionId,
    tenantId,
    store: new Store(),
    catalogue: new Catalogue(),
    guest: (id) => {
      const guest = guests.get(id.toLowerCase())
      if (guest !== undefined) return guest
      throw new ArmError(409, 'OperationNotAllowed', `There is no machine behind ${id}.`)
    },
    perform: async (method, path, body = {}) => {
      const answer = await route({ method, path, body })
      return answer.work === undefined ? answer.body : await answer.work()
    },
  }
  const compliance = new Compliance(world)
  const route = router({
    ...subscriptionRoutes(world, groups),
    ...catalogueRoutes(world.catalogue),
    ...extensionRoutes(world),
    ...machineRoutes(world),
    ...scaleSetRoutes(world),
    ...deploymentRoutes(world),
    ...roleRoutes(world),
    ...policyRoutes(world, () => {
      compliance.scan()
    }),
    ...policyStateRoutes(compliance),
    ...remediationRoutes(world, compliance),
  })
  return { world, route, attach: (id, guest) => void guests.set(id.toLowerCase(), guest) }
}

import { extensionsOf, shown } from './extensions.ts'
import { identityAfter } from './identities.ts'
import { instanceViewOf } from './instance-views.ts'
import type { Resource } from './store.ts'
import { ArmError, type Answer, type Call, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const machines = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines'

/** VMs: to be looked at, and to be given an identity. None is made here. */
export function machineRoutes(world: World): Routes {
  return {
    [`GET ${machines}/{vm}`]: async ({ path, query }) => {
      const isViewWanted = /instanceView/i.test(query.get('$expand') ?? '')
      return { status: 200, body: await machineBody(world, world.store.get(path), isViewWanted) }
    },
    [`GET ${machines}/{vm}/instanceView`]: async ({ path }) => {
      return { status: 200, body: await viewOfMachine(world, path.replace(/\/instanceView$/i, '')) }
    },
    [`PATCH ${machines}/{vm}`]: (call) => patch(world, call),
  }
}

function viewOfMachine(world: World, vmId: string): Promise<Dictionary> {
  return instanceViewOf(world, vmId, extensionsOf(world, vmId))
}

async function machineBody(world: World, vm: Resource, isViewWanted: boolean): Promise<Dictionary> {
  const resources = extensionsOf(world, vm.id).map(shown)
  const view = isViewWanted ? { instanceView: await viewOfMachine(world, vm.id) } : {}
  return {
    ...vm,
    ...(resources.length === 0 ? {} : { resources }),
    properties: { ...vm.properties, ...view },
  }
}

/** An identity, and tags: the machine gets a new goal state, which lets its agent try again what had failed. */
function patch(world: World, { path, body }: Call): Answer {
  const before = world.store.get(path)
  if (body.properties !== undefined)
    throw new ArmError(400, 'InvalidParameter', 'Identity and tags alone can change here.')
  const asked = body.identity as Dictionary | undefined
  const identity = asked === undefined ? before.identity : identityAfter(before, asked, world.tenantId)
  const after = world.store.put({
    ...before,
    ...(identity === undefined ? {} : { identity }),
    ...(body.tags === undefined ? {} : { tags: body.tags as Dictionary }),
  })
  world.store.amend(path, { provisioningState: 'Updating' })
  const work = async (): Promise<Dictionary> => {
    const guest = world.guest(path)
    if (identity !== undefined) await guest.setIdentity(String(identity.type))
    await guest.repeat()
    return { ...world.store.amend(path, { provisioningState: 'Succeeded' }) }
  }
  return { status: 200, body: { ...after }, work }
}

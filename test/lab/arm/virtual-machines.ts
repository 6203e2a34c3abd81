import { guidOf } from '../../rollout/expressions/evaluate.ts'
import { extensionsOf, shown, viewOf } from './extensions.ts'
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
      return { status: 200, body: await instanceViewOf(world, path.replace(/\/instanceView$/i, '')) }
    },
    [`PATCH ${machines}/{vm}`]: (call) => patch(world, call),
  }
}

/** The identity that a resource has after a request asked for one; a system-assigned one has an object of its own. */
export function identityAfter({ id, identity: before }: Resource, asked: Dictionary, tenantId: string): Dictionary {
  const type = String(asked.type)
  const users = asked.userAssignedIdentities ?? before?.userAssignedIdentities
  return {
    type,
    ...(type.includes('SystemAssigned') ? { principalId: guidOf('principal', id.toLowerCase()), tenantId } : {}),
    ...(type.includes('UserAssigned') ? { userAssignedIdentities: users } : {}),
  }
}

async function machineBody(world: World, vm: Resource, isViewWanted: boolean): Promise<Dictionary> {
  const resources = extensionsOf(world, vm.id).map(shown)
  const view = isViewWanted ? { instanceView: await instanceViewOf(world, vm.id) } : {}
  return {
    ...vm,
    ...(resources.length === 0 ? {} : { resources }),
    properties: { ...vm.properties, ...view },
  }
}

async function instanceViewOf(world: World, vmId: string): Promise<Dictionary> {
  const report = await world.guest(vmId).report()
  const extensions = await Promise.all(extensionsOf(world, vmId).map((extension) => viewOf(world, extension)))
  return {
    ...(report === undefined ? {} : { vmAgent: agentView(report) }),
    ...(extensions.length === 0 ? {} : { extensions }),
    statuses: [
      { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' },
      { code: 'PowerState/running', level: 'Info', displayStatus: 'VM running' },
    ],
  }
}

function agentView(report: NonNullable<Awaited<ReturnType<ReturnType<World['guest']>['report']>>>): Dictionary {
  const { agent, handlers } = report
  return {
    vmAgentVersion: agent.version,
    statuses: [status(agent.status, 'Guest Agent is running')],
    extensionHandlers: handlers.map(({ handler, version, status: state, message }) => ({
      type: handler,
      typeHandlerVersion: version,
      status: status(state, message),
    })),
  }
}

function status(displayStatus: string, message: string): Dictionary {
  const isReady = displayStatus === 'Ready'
  const code = `ProvisioningState/${isReady ? 'succeeded' : 'failed'}`
  return { code, level: isReady ? 'Info' : 'Error', displayStatus, message }
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

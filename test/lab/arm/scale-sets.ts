import { instanceViewOf } from './instance-views.ts'
import { mergedModel, modelExtensions, shownSet, withExtensions } from './scale-set-model.ts'
import { instancesOf, isUpToDate, upgrade } from './scale-set-upgrade.ts'
import { identityAfter } from './identities.ts'
import type { Resource } from './store.ts'
import type { Answer, Call, Dictionary, Routes } from './wire.ts'
import type { World } from './world.ts'

const sets = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets'

/** Scale sets: a model, and instances that follow it at once or when they are told to. None is made here. */
export function scaleSetRoutes(world: World): Routes {
  return {
    [`GET ${sets}/{set}`]: ({ path }) => ({ status: 200, body: shownSet(world.store.get(path)) }),
    [`PUT ${sets}/{set}`]: (call) => put(world, call),
    [`PATCH ${sets}/{set}`]: (call) => put(world, call),
    [`POST ${sets}/{set}/manualupgrade`]: ({ path, body }) => {
      const set = world.store.get(path.replace(/\/manualupgrade$/i, ''))
      return { status: 202, work: () => upgrade(world, set, body.instanceIds as string[]) }
    },
    [`GET ${sets}/{set}/instanceView`]: ({ path }) => {
      return { status: 200, body: summary(world, world.store.get(path.replace(/\/instanceView$/i, ''))) }
    },
    [`GET ${sets}/{set}/virtualMachines`]: async ({ path, query }) => {
      const set = world.store.get(path.replace(/\/virtualMachines$/i, ''))
      const isViewWanted = /instanceView/i.test(query.get('$expand') ?? '')
      const bodies = instancesOf(world, set.id).map((instance) => instanceBody(world, set, instance, isViewWanted))
      return { status: 200, body: { value: await Promise.all(bodies) } }
    },
    [`GET ${sets}/{set}/virtualMachines/{instance}/instanceView`]: async ({ path }) => {
      const instance = world.store.get(path.replace(/\/instanceView$/i, ''))
      return { status: 200, body: await viewOfInstance(world, instance) }
    },
    [`GET ${sets}/{set}/extensions/{name}`]: ({ path }) => {
      const { set, name } = extensionAt(world, path)
      return { status: 200, body: modelExtensions(set).find((one) => one.name.toLowerCase() === name.toLowerCase()) }
    },
    [`PUT ${sets}/{set}/extensions/{name}`]: (call) => putExtension(world, call),
  }
}

function put(world: World, { path, body }: Call): Answer {
  const before = world.store.get(path)
  const asked = body.identity as Dictionary | undefined
  const identity = asked?.type === undefined ? before.identity : identityAfter(before, asked, world.tenantId)
  const set = { ...before, ...(identity === undefined ? {} : { identity }) }
  return change(world, { ...set, properties: mergedModel(before.properties, (body.properties ?? {}) as Dictionary) })
}

function putExtension(world: World, { path, body }: Call): Answer {
  const { set, name } = extensionAt(world, path)
  const type = 'Microsoft.Compute/virtualMachineScaleSets/extensions'
  const own = {
    id: path,
    name,
    type,
    properties: { ...(body.properties as Dictionary), provisioningState: 'Succeeded' },
  }
  const others = modelExtensions(set).filter((one) => one.name.toLowerCase() !== name.toLowerCase())
  const answer = change(world, withExtensions(set, [...others, own]))
  return { ...answer, status: 201, body: own }
}

/** Puts a model in force; in the mode Manual its instances stay as they are. */
function change(world: World, set: Resource): Answer {
  const { mode } = (set.properties.upgradePolicy ?? {}) as Dictionary
  const stored = world.store.put({ ...set, properties: { ...set.properties, provisioningState: 'Updating' } })
  const work = async (): Promise<Dictionary> => {
    if (mode !== 'Manual') await upgrade(world, set, ['*'])
    return shownSet(world.store.amend(set.id, { provisioningState: 'Succeeded' }))
  }
  return { status: 200, body: shownSet(stored), work }
}

function extensionAt(world: World, path: string): { readonly set: Resource; readonly name: string } {
  const [setId = '', name = ''] = path.split(/\/extensions\//i)
  return { set: world.store.get(setId), name }
}

async function instanceBody(
  world: World,
  set: Resource,
  instance: Resource,
  isViewWanted: boolean,
): Promise<Dictionary> {
  const { provisioningState } = instance.properties
  const view = isViewWanted ? { instanceView: await viewOfInstance(world, instance) } : {}
  const latestModelApplied = isUpToDate(set, instance)
  return {
    ...{ id: instance.id, name: `${set.name}_${instance.name}`, instanceId: instance.name, type: instance.type },
    location: set.location,
    properties: { latestModelApplied, provisioningState, ...view },
  }
}

function viewOfInstance(world: World, instance: Resource): Promise<Dictionary> {
  const set = world.store.get(instance.id.replace(/\/virtualMachines\/[^/]+$/i, ''))
  const handlers = (instance.properties.handlers ?? []) as string[]
  const applied = modelExtensions(set).filter(({ properties }) => {
    return handlers.includes(world.catalogue.handlerName(String(properties.publisher), String(properties.type)))
  })
  return instanceViewOf(world, instance.id, applied)
}

function summary(world: World, set: Resource): Dictionary {
  const states = instancesOf(world, set.id).map(({ properties }) => String(properties.provisioningState).toLowerCase())
  const counts = Object.entries(Object.groupBy(states, (state) => state))
  const statusesSummary = counts.map(([state, all]) => ({
    code: `ProvisioningState/${state}`,
    count: all?.length ?? 0,
  }))
  return { virtualMachine: { statusesSummary }, statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info' }] }
}

import { failureOf } from './failure.ts'
import type { Wish } from './guest.ts'
import { viewOf } from './instance-views.ts'
import { partsOf, type Resource } from './store.ts'
import { ArmError, type Answer, type Call, type Dictionary, type Routes } from './wire.ts'
import type { World } from './world.ts'

const machines = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines'
const extensions = `${machines}/{vm}/extensions`
const type = 'Microsoft.Compute/virtualMachines/extensions'

/** Extensions of VMs: what is put here ends in the guest agent of the machine. */
export function extensionRoutes(world: World): Routes {
  return {
    [`GET ${extensions}`]: async ({ path }) => {
      const found = world.store.list(type, `${path}/`)
      return { status: 200, body: { value: found.map(shown) } }
    },
    [`GET ${extensions}/{name}`]: async ({ path, query }) => {
      const extension = world.store.get(path)
      const isViewWanted = /instanceView/i.test(query.get('$expand') ?? '')
      return { status: 200, body: isViewWanted ? await withView(world, extension) : shown(extension) }
    },
    [`PUT ${extensions}/{name}`]: (call) => put(world, call),
    [`DELETE ${extensions}/{name}`]: ({ path }) => remove(world, path),
  }
}

/** Whose extension it is, and which. */
export function ofMachine(id: string): { readonly vmId: string; readonly vm: string; readonly name: string } {
  const vmId = id.replace(/\/extensions\/[^/]+$/i, '')
  return { vmId, vm: partsOf(vmId).name, name: partsOf(id).name }
}

/** The extension as it is answered: without its secrets. */
export function shown(extension: Resource): Dictionary {
  const properties = Object.entries(extension.properties).filter(([name]) => name !== 'protectedSettings')
  return { ...extension, properties: Object.fromEntries(properties) }
}

/** The extensions of a VM. */
export function extensionsOf(world: World, vmId: string): Resource[] {
  return world.store.list(type, `${vmId}/extensions/`)
}

/** What a machine is told of an extension. Throws when it is not on offer. */
export function wishOf(world: World, properties: Dictionary): Wish {
  const { settings, protectedSettings, forceUpdateTag } = properties
  const wish = {
    publisher: String(properties.publisher),
    type: String(properties.type),
    version: String(properties.typeHandlerVersion),
    isMinorFree: properties.autoUpgradeMinorVersion === true,
  }
  const version = world.catalogue.resolve(wish)
  const handler = world.catalogue.handlerName(wish.publisher, wish.type)
  const publicSettings = settings ?? {}
  return { handler, version, publicSettings, ...(protectedSettings ? { protectedSettings } : {}), forceUpdateTag }
}

async function withView(world: World, extension: Resource): Promise<Dictionary> {
  const body = shown(extension)
  return {
    ...body,
    properties: {
      ...(body.properties as Dictionary),
      instanceView: await viewOf(world, ofMachine(extension.id).vmId, extension),
    },
  }
}

function put(world: World, { path, body }: Call): Answer {
  const { vmId, vm, name } = ofMachine(path)
  const { location = '' } = world.store.get(vmId)
  const properties = (body.properties ?? {}) as Dictionary
  const wish = wishOf(world, properties)
  const other = extensionsOf(world, vmId).find(
    (one) => one.id.toLowerCase() !== path.toLowerCase() && isSame(one, properties),
  )
  if (other !== undefined) {
    const message = `Multiple VMExtensions per handler not supported for OS type 'Linux'. VMExtension '${other.name}' with handler '${wish.handler}' already added or specified in input.`
    throw new ArmError(409, 'BadRequest', message)
  }
  const isNew = world.store.find(path) === undefined
  const provisioningState = isNew ? 'Creating' : 'Updating'
  const extension = world.store.put({
    id: path,
    name,
    type,
    location,
    properties: { ...properties, provisioningState },
  })
  const work = async (): Promise<Dictionary> => {
    const outcome = await world.guest(vmId).want(wish)
    const failure = failureOf(outcome, { name, handler: wish.handler, vm })
    const after = world.store.amend(path, { provisioningState: failure === undefined ? 'Succeeded' : 'Failed' })
    if (failure !== undefined) throw failure
    return shown(after)
  }
  return { status: isNew ? 201 : 200, body: shown(extension), work }
}

function isSame({ properties }: Resource, other: Dictionary): boolean {
  return ['publisher', 'type'].every(
    (key) => String(properties[key]).toLowerCase() === String(other[key]).toLowerCase(),
  )
}

function remove(world: World, path: string): Answer {
  const extension = world.store.find(path)
  if (extension === undefined) return { status: 204 }
  const { vmId } = ofMachine(path)
  const { handler } = wishOf(world, extension.properties)
  world.store.amend(path, { provisioningState: 'Deleting' })
  const work = async (): Promise<void> => {
    const outcome = await world.guest(vmId).remove(handler)
    if (outcome.end !== 'absent') {
      world.store.amend(path, { provisioningState: 'Failed' })
      throw new ArmError(409, 'VMExtensionProvisioningError', `The extension ${extension.name} could not be deleted.`)
    }
    world.store.delete(path)
  }
  return { status: 202, work }
}

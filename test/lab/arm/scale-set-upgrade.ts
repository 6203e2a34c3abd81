import { wishOf } from './extensions.ts'
import { failureOf } from './failure.ts'
import { modelExtensions, modelText } from './scale-set-model.ts'
import type { Resource } from './store.ts'
import { ArmError } from './wire.ts'
import type { World } from './world.ts'

const instanceType = 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines'

/** The instances of a scale set. */
export function instancesOf(world: World, setId: string): Resource[] {
  return world.store.list(instanceType, `${setId}/virtualMachines/`)
}

/** True when an instance is as the model says. */
export function isUpToDate(set: Resource, instance: Resource): boolean {
  return instance.properties.appliedModel === modelText(set)
}

/** Brings instances to the model, all at once; `*` means all of them. Throws the first failure when all have ended. */
export async function upgrade(world: World, set: Resource, instanceIds: readonly string[]): Promise<void> {
  const all = instancesOf(world, set.id)
  const wanted = all.filter(({ name }) => instanceIds.includes('*') || instanceIds.includes(name))
  const outcomes = await Promise.allSettled(wanted.map((instance) => upgradeOne(world, set, instance)))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function upgradeOne(world: World, set: Resource, instance: Resource): Promise<void> {
  const guest = world.guest(instance.id)
  const extensions = modelExtensions(set)
  const wishes = extensions.map((extension) => ({ name: extension.name, wish: wishOf(world, extension.properties) }))
  const before = (instance.properties.handlers ?? []) as string[]
  const handlers = wishes.map(({ wish }) => wish.handler)
  const { type = 'None' } = (set.identity ?? {}) as { type?: string }
  await guest.setIdentity(type)
  world.store.amend(instance.id, { provisioningState: 'Updating', appliedModel: modelText(set), handlers })
  const failures: ArmError[] = []
  for (const handler of before) if (!handlers.includes(handler)) await guest.remove(handler)
  for (const { name, wish } of wishes) {
    const outcome = await guest.want(wish)
    const failure = failureOf(outcome, { name, handler: wish.handler, vm: `${set.name}_${instance.name}` })
    if (failure !== undefined) failures.push(failure)
  }
  world.store.amend(instance.id, { provisioningState: failures.length === 0 ? 'Succeeded' : 'Failed' })
  const [first] = failures
  if (first !== undefined) throw first
}

import { beforeEach, describe, expect, it } from 'vitest'
import type { SetGoal } from '../azure/control.ts'
import { Guest } from './guest.ts'
import { labSubscription } from './lab-principal.ts'
import { sampleArm } from './sample-arm.ts'
import { done, groupId, refused, setResources } from './samples.ts'
import { scriptedControl } from './scripted-control.ts'
import { listed } from './sdk.ts'

const publisher = 'Microsoft.Azure.ActiveDirectory'
const type = 'AADSSHLoginForLinux'
const properties = { publisher, type, typeHandlerVersion: '1.0', autoUpgradeMinorVersion: true }

const { manager, clients } = sampleArm(['web'])
const goals: (readonly SetGoal[])[] = []

manager.world.catalogue.publish({ publisher, type, versions: ['1.0.0'] })

beforeEach(() => {
  const [set, instances] = setResources(groupId(labSubscription, 'web'), 'set1', 2)
  goals.length = 0
  for (const resource of [set, ...instances]) manager.world.store.put(resource)
  for (const { id } of instances) {
    const scripted = scriptedControl(({ handler, version, seqNo }, identity) =>
      identity === 'systemAssigned' ? done(handler, version, seqNo) : refused(handler, version),
    )
    goals.push(scripted.goals)
    manager.attach(id, new Guest(scripted.control))
  }
})

function setExtension(more: object = {}) {
  const extension = { ...properties, typePropertiesType: type, ...more }
  return clients().compute.virtualMachineScaleSetExtensions.createOrUpdate('web', 'set1', type, extension)
}

function upgrade() {
  return clients().compute.virtualMachineScaleSets.updateInstances('web', 'set1', { instanceIds: ['*'] })
}

/** latestModelApplied of each instance. */
async function current(): Promise<unknown[]> {
  const all = await listed(clients().compute.virtualMachineScaleSetVMs.list('web', 'set1'))
  return all.map(({ latestModelApplied }) => latestModelApplied)
}

describe('a scale set with upgrades by hand', () => {
  it('changes its model alone, and its instances when they are told to', async () => {
    await clients().compute.virtualMachineScaleSets.update('web', 'set1', { identity: { type: 'SystemAssigned' } })
    await setExtension()

    expect(await current()).toEqual([false, false])
    expect(goals).toEqual([[], []])
    await upgrade()

    expect(await current()).toEqual([true, true])
    expect(goals.map((all) => all.at(-1)?.plugins.map(({ version }) => version))).toEqual([['1.0.0'], ['1.0.0']])
  })

  it('tells the failure of an instance', async () => {
    await setExtension()

    await expect(upgrade()).rejects.toThrow(/VMExtensionHandlerNonTransientError.*exit code: 22/)
  })

  it('keeps image and secrets that a client left out of the model it puts', async () => {
    await setExtension({ protectedSettings: { password: 'p' } })
    const { virtualMachineScaleSets } = clients().compute
    const model = await virtualMachineScaleSets.get('web', 'set1')
    delete model.virtualMachineProfile!.storageProfile!.imageReference

    await virtualMachineScaleSets.createOrUpdate('web', 'set1', model)

    const { virtualMachineProfile } = manager.world.store.list('Microsoft.Compute/virtualMachineScaleSets')[0]!
      .properties
    expect(model.virtualMachineProfile?.extensionProfile?.extensions).toHaveLength(1)
    expect(JSON.stringify(model)).not.toContain('password')
    expect(virtualMachineProfile).toMatchObject({
      storageProfile: { imageReference: { publisher: 'Debian' } },
      extensionProfile: { extensions: [{ properties: { protectedSettings: { password: 'p' } } }] },
    })
  })

  it('takes an extension away from instances that had it', async () => {
    await clients().compute.virtualMachineScaleSets.update('web', 'set1', { identity: { type: 'SystemAssigned' } })
    await setExtension()
    await upgrade()
    const model = await clients().compute.virtualMachineScaleSets.get('web', 'set1')
    model.virtualMachineProfile!.extensionProfile = { extensions: [] }

    await clients().compute.virtualMachineScaleSets.createOrUpdate('web', 'set1', model)
    await upgrade()

    expect(goals.map((all) => all.at(-1)?.plugins.map(({ state }) => state))).toEqual([['uninstall'], ['uninstall']])
  })
})

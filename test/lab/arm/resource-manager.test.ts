import { beforeEach, describe, expect, it } from 'vitest'
import type { SetGoal } from '../azure/control.ts'
import { Guest } from './guest.ts'
import { labSubscription } from './lab-principal.ts'
import { sampleArm } from './sample-arm.ts'
import { done, groupId, refused, vmResource } from './samples.ts'
import { scriptedControl } from './scripted-control.ts'
import { clientsFor } from './sdk.ts'

const publisher = 'Microsoft.Azure.ActiveDirectory'
const type = 'AADSSHLoginForLinux'
const extension = { location: 'westeurope', publisher, typePropertiesType: type, typeHandlerVersion: '1.0' }

const { manager, clients, access, answered } = sampleArm(['web'])
let goals: readonly SetGoal[]

/** A machine whose handler refuses with 22 as long as there is no system-assigned identity. */
beforeEach(() => {
  const vm = vmResource(groupId(labSubscription, 'web'), 'vm1')
  for (const { id } of manager.world.store.list('Microsoft.Compute/virtualMachines/extensions')) {
    manager.world.store.delete(id)
  }
  manager.world.store.put(vm)
  const scripted = scriptedControl(({ handler, version, seqNo }, identity) =>
    identity === 'systemAssigned' ? done(handler, version, seqNo) : refused(handler, version),
  )
  goals = scripted.goals
  manager.attach(vm.id, new Guest(scripted.control))
})

manager.world.catalogue.publish({ publisher, type, versions: ['1.0.0', '1.0.1', '1.2.0', '2.0.0'] })

function set(more: object = {}, name: string = type) {
  return clients().compute.virtualMachineExtensions.createOrUpdate('web', 'vm1', name, { ...extension, ...more })
}

function assignIdentity() {
  return clients().compute.virtualMachines.update('web', 'vm1', { identity: { type: 'SystemAssigned' } })
}

describe('the resource manager and the JavaScript SDK', () => {
  it('ends a set in the words of the agent that refuses, then in success once the identity is assigned', async () => {
    await expect(set()).rejects.toThrow(
      /VMExtensionHandlerNonTransientError.*terminal failure for VM extension 'AADSSHLoginForLinux'.*exit code: 22/,
    )
    expect(await clients().compute.virtualMachineExtensions.get('web', 'vm1', type)).toMatchObject({
      provisioningState: 'Failed',
    })

    expect((await assignIdentity()).identity).toMatchObject({ type: 'SystemAssigned' })
    const after = await set()

    expect(after).toMatchObject({ provisioningState: 'Succeeded', typePropertiesType: type })
  })

  it('gives the newest version that the wish allows, and a new number to new settings only', async () => {
    await assignIdentity()
    await set({ autoUpgradeMinorVersion: false })
    await set({ autoUpgradeMinorVersion: true })
    await set({ autoUpgradeMinorVersion: true, settings: { logLevel: 'debug' } })
    await set({ autoUpgradeMinorVersion: true, settings: { logLevel: 'debug' }, forceUpdateTag: 'again' })

    const wanted = goals.flatMap(({ plugins }) => plugins.map(({ version, seqNo }) => `${version} ${seqNo}`))
    expect(wanted).toEqual(['1.0.1 0', '1.2.0 0', '1.2.0 1', '1.2.0 2'])
  })

  it('shows what the agent said, and no secret', async () => {
    await assignIdentity()
    await set({ protectedSettings: { proxyCredentials: { username: 'u', password: 'p' } } })

    const shown = await clients().compute.virtualMachineExtensions.get('web', 'vm1', type, { expand: 'instanceView' })
    const vm = await clients().compute.virtualMachines.get('web', 'vm1', { expand: 'instanceView' })

    expect(shown.protectedSettings).toBeUndefined()
    expect(shown.instanceView?.statuses).toMatchObject([{ code: 'ProvisioningState/succeeded/0', message: 'done' }])
    expect(vm.instanceView?.vmAgent?.extensionHandlers).toMatchObject([{ typeHandlerVersion: '1.0.1' }])
    expect(vm.resources?.map(({ name }) => name)).toEqual([type])
  })

  it('deletes when the agent reports it no more, and once more without a word', async () => {
    await assignIdentity()
    await set()

    await clients().compute.virtualMachineExtensions.delete('web', 'vm1', type)
    await clients().compute.virtualMachineExtensions.delete('web', 'vm1', type)

    expect(goals.at(-1)?.plugins).toMatchObject([{ state: 'uninstall' }])
    await expect(clients().compute.virtualMachineExtensions.get('web', 'vm1', type)).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    })
  })

  it.each([
    ['a type that is not on offer', { typePropertiesType: 'Nothing' }, 'ArtifactNotFound'],
    ['a version that is not on offer', { typeHandlerVersion: '3.0' }, 'ArtifactNotFound'],
  ])('refuses %s', async (_, more, code) => {
    await expect(set(more)).rejects.toMatchObject({ code })
  })

  it('refuses the same type under a second name', async () => {
    await assignIdentity()
    await set()

    await expect(set({}, 'AADLogin')).rejects.toThrow('Multiple VMExtensions per handler not supported')
  })

  it('refuses a wrong secret', async () => {
    const wrong = clientsFor({ ...access(), principal: { ...access().principal, secret: 'guessed' } })

    await expect(wrong.compute.virtualMachines.get('web', 'vm1')).rejects.toThrow('AADSTS7000215')
    expect(answered.map(({ status }) => status)).not.toContain(500)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { readArtefact } from '../../rollout/artefacts.ts'
import { Guest } from './guest.ts'
import { labSubscription } from './lab-principal.ts'
import { sampleArm } from './sample-arm.ts'
import { done, groupId, refused, vmResource } from './samples.ts'
import { scriptedControl } from './scripted-control.ts'
import { listed } from './sdk.ts'
import type { Dictionary } from './wire.ts'

const publisher = 'Microsoft.Azure.ActiveDirectory'
const type = 'AADSSHLoginForLinux'
const subscription = `/subscriptions/${labSubscription}`
const assignmentId = `${subscription}/providers/Microsoft.Authorization/policyAssignments/entra-login-linux`
const wanted = { identityEffect: { value: 'Modify' }, extensionEffect: { value: 'DeployIfNotExists' } }

const { manager, clients } = sampleArm(['web'])
const { world } = manager

world.catalogue.publish({ publisher, type, versions: ['1.0.0'] })

beforeEach(() => {
  const vm = vmResource(groupId(labSubscription, 'web'), 'vm1')
  world.store.delete(`${vm.id}/extensions/${type}`)
  for (const kind of ['Microsoft.PolicyInsights/remediations', 'Microsoft.Authorization/roleAssignments']) {
    for (const { id } of world.store.list(kind)) world.store.delete(id)
  }
  world.store.put(vm)
  const scripted = scriptedControl(({ handler, version, seqNo }, identity) =>
    identity === 'systemAssigned' ? done(handler, version, seqNo) : refused(handler, version),
  )
  manager.attach(vm.id, new Guest(scripted.control))
})

/** Deploys a committed template at the subscription. */
async function deploy(path: string, given: Dictionary = {}): Promise<void> {
  const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value }]))
  const id = `${subscription}/providers/Microsoft.Resources/deployments/${path.replaceAll('/', '-')}`
  await world.perform('PUT', id, { properties: { template: readArtefact(path), parameters } })
}

async function assign(policyParameters: Dictionary): Promise<void> {
  await deploy('policy/definitions.subscription.json')
  await deploy('policy/assignment.subscription.json', { policyParameters })
}

/** Deploys a remediation and answers what became of its task for VMs. */
async function remediate(path: string, name: string): Promise<Dictionary> {
  await deploy(path, { assignmentId })
  const id = `${subscription}/providers/Microsoft.PolicyInsights/remediations/${name}`
  for (;;) {
    const { properties } = (await world.perform('GET', id)) as { properties: Dictionary }
    if (properties.provisioningState === 'Succeeded' || properties.provisioningState === 'Failed') return properties
    await new Promise((next) => setTimeout(next, 10))
  }
}

/** Definitions that find fault with the VM. */
async function faults(): Promise<string[]> {
  const path = `${subscription}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults`
  const { value } = (await world.perform('POST', path)) as { value: Dictionary[] }
  return value.filter((state) => state.isCompliant === false).map((state) => String(state.policyDefinitionReferenceId))
}

describe('policy in the resource manager', () => {
  it('goes from NonCompliant to Compliant in two stages', async () => {
    await assign(wanted)
    expect(await faults()).toEqual(['vm-identity', 'vm-identity-audit', 'vm-login-audit'])

    const identity = await remediate('policy/remediation-1-identity.json', 'aadsshlogin-vm-identity-1')
    expect(identity).toMatchObject({ provisioningState: 'Succeeded', deploymentStatus: { successfulDeployments: 1 } })
    expect(await faults()).toEqual(['vm-extension', 'vm-login-audit'])
    const extension = await remediate('policy/remediation-2-extension.json', 'aadsshlogin-vm-extension-1')

    expect(extension).toMatchObject({ provisioningState: 'Succeeded', deploymentStatus: { successfulDeployments: 1 } })
    expect(await faults()).toEqual([])
    expect(await clients().compute.virtualMachineExtensions.get('web', 'vm1', type)).toMatchObject({
      provisioningState: 'Succeeded',
    })
  })

  it('changes nothing as long as the assignment only reports', async () => {
    await assign({})

    const task = await remediate('policy/remediation-1-identity.json', 'aadsshlogin-vm-identity-1')

    expect(task).toMatchObject({ provisioningState: 'Succeeded', deploymentStatus: { totalDeployments: 0 } })
    expect((await clients().compute.virtualMachines.get('web', 'vm1')).identity).toBeUndefined()
  })

  it('fails where the identity of the assignment lacks its roles', async () => {
    await assign(wanted)
    for (const { id } of world.store.list('Microsoft.Authorization/roleAssignments')) world.store.delete(id)

    const task = await remediate('policy/remediation-1-identity.json', 'aadsshlogin-vm-identity-1')

    expect(task).toMatchObject({
      provisioningState: 'Failed',
      deployments: [{ status: 'Failed', error: { code: 'AuthorizationFailed' } }],
    })
  })

  it('is the same for the JavaScript SDK', async () => {
    await assign(wanted)

    const [assignment] = await listed(clients().policy.policyAssignments.list())

    expect(assignment).toMatchObject({ id: assignmentId, identity: { type: 'SystemAssigned' } })
  })
})

describe('a deployment', () => {
  it('ends in the failure of its resource', async () => {
    const id = `${groupId(labSubscription, 'web')}/providers/Microsoft.Resources/deployments/vm-extension`
    const properties = { template: readArtefact('arm/vm-extension.json'), parameters: { vmName: { value: 'vm1' } } }

    await expect(world.perform('PUT', id, { properties })).rejects.toThrow(
      /At least one resource deployment operation failed.*VMExtensionHandlerNonTransientError.*exit code: 22/,
    )

    expect(await world.perform('GET', id)).toMatchObject({ properties: { provisioningState: 'Failed' } })
  })
})

import type { UploadedHandler } from '../azure/status-document.ts'
import { modelText } from './scale-set-model.ts'
import type { Resource } from './store.ts'
import type { Dictionary } from './wire.ts'

const image = { publisher: 'Debian', offer: 'debian-12', sku: '12-gen2', version: 'latest' }

/** The id of a group. */
export function groupId(subscriptionId: string, group: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}`
}

/** A VM with Debian 12 and no identity. */
export function vmResource(group: string, name: string): Resource {
  const type = 'Microsoft.Compute/virtualMachines'
  return { ...frame(group, type, name), properties: { provisioningState: 'Succeeded', ...profile() } }
}

/** A scale set with Debian 12, no identity and upgrades by hand, and so many instances. */
export function setResources(
  group: string,
  name: string,
  count: number,
): readonly [set: Resource, instances: Resource[]] {
  const type = 'Microsoft.Compute/virtualMachineScaleSets'
  const settled = { provisioningState: 'Succeeded' }
  const own = { orchestrationMode: 'Uniform', upgradePolicy: { mode: 'Manual' }, overprovision: false }
  const properties = { ...settled, ...own, virtualMachineProfile: profile() }
  const set = { ...frame(group, type, name), sku: { name: 'Standard_B2s', capacity: count }, properties }
  const instances = Array.from({ length: count }, (_, at) => ({
    ...{ id: `${set.id}/virtualMachines/${at}`, name: String(at), type: `${type}/virtualMachines` },
    ...{ location: 'westeurope', properties: { ...settled, appliedModel: modelText(set) } },
  }))
  return [set, instances]
}

function frame(group: string, type: string, name: string): Pick<Resource, 'id' | 'name' | 'type' | 'location'> {
  return { id: `${group}/providers/${type}/${name}`, name, type, location: 'westeurope' }
}

function profile(): Dictionary {
  return {
    hardwareProfile: { vmSize: 'Standard_B2s' },
    storageProfile: { imageReference: image, osDisk: { osType: 'Linux', createOption: 'FromImage' } },
    osProfile: { computerName: 'labvm', adminUsername: 'azureuser', linuxConfiguration: {} },
  }
}

/** What an agent uploads of a handler whose install ended with 22. */
export function refused(handler: string, version: string): UploadedHandler {
  const message = '[ExtensionOperationError] Non-zero exit code: 22, scripts/handler.sh install'
  return { handler, version, status: 'NotReady', code: 1007, message, extension: undefined }
}

/** What an agent uploads of a handler that is done with these settings. */
export function done(handler: string, version: string, sequence: number): UploadedHandler {
  const status = { status: 'success', code: 0, operation: 'Enable', message: 'done', substatuses: [] }
  return { handler, version, status: 'Ready', code: 0, message: 'Plugin enabled', extension: { sequence, ...status } }
}

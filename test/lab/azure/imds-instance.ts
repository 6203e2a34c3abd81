import { json, text, type Answer } from './answers.ts'
import type { Identifiers } from './identifiers.ts'

/** What a test can say about the machine. All primitives of the document are strings; missing means "". */
export interface InstanceFacts {
  readonly azEnvironment: string
  readonly location: string
  readonly vmId: string
  readonly name: string
  readonly resourceGroupName: string
  readonly vmSize: string
  readonly vmScaleSetName: string
  readonly virtualMachineScaleSetId: string
  readonly publisher: string
  readonly offer: string
  readonly sku: string
  readonly tagsList: readonly { readonly name: string; readonly value: string }[]
}

/** Returns a plain VM of the public cloud. */
export function plainVm(ids: Identifiers): InstanceFacts {
  return {
    azEnvironment: 'AzurePublicCloud',
    location: 'eastus',
    vmId: ids.vmId,
    name: ids.vmName,
    resourceGroupName: ids.resourceGroup,
    vmSize: 'Standard_B2s',
    vmScaleSetName: '',
    virtualMachineScaleSetId: '',
    publisher: 'Debian',
    offer: 'debian-12',
    sku: '12-gen2',
    tagsList: [],
  }
}

/** Returns the document of `/metadata/instance`. */
export function instanceDocument(facts: InstanceFacts, ids: Identifiers): Record<string, unknown> {
  const { virtualMachineScaleSetId, tagsList, ...plain } = facts
  const group = `/subscriptions/${ids.subscriptionId}/resourceGroups/${facts.resourceGroupName}`
  const compute = {
    ...plain,
    osType: 'Linux',
    platformFaultDomain: '0',
    platformUpdateDomain: '0',
    provider: 'Microsoft.Compute',
    resourceId: `${group}/providers/Microsoft.Compute/virtualMachines/${facts.name}`,
    subscriptionId: ids.subscriptionId,
    tags: tagsList.map(({ name, value }) => `${name}:${value}`).join(';'),
    tagsList,
    version: 'latest',
    virtualMachineScaleSet: { id: virtualMachineScaleSetId },
    zone: '',
  }
  return { compute, network: { interface: [networkInterface] } }
}

const networkInterface = {
  ipv4: {
    ipAddress: [{ privateIpAddress: '10.0.0.4', publicIpAddress: '' }],
    subnet: [{ address: '10.0.0.0', prefix: '24' }],
  },
  ipv6: { ipAddress: [] },
  macAddress: '002248000004',
}

/** The only keys of `compute` that the old guest agent knows; every other one costs it a warning. */
const agentKeys = [
  ...['location', 'name', 'offer', 'osType', 'platformFaultDomain', 'platformUpdateDomain', 'publisher'],
  ...['resourceGroupName', 'sku', 'subscriptionId', 'tags', 'version', 'vmId', 'vmSize', 'vmScaleSetName', 'zone'],
]

/** Returns the `compute` document as the guest agent asks for it. */
export function agentCompute(document: Record<string, unknown>): Record<string, unknown> {
  const compute = document.compute as Record<string, unknown>
  return Object.fromEntries(Object.entries(compute).filter(([key]) => agentKeys.includes(key)))
}

/** Answers a path below `/metadata/instance`: nodes as JSON, leaves only with format=text. */
export function answerInstance(url: URL, document: Record<string, unknown>): Answer {
  if (!url.searchParams.has('api-version')) {
    return json(400, { error: 'Bad request. api-version is invalid or was not specified in the request.' })
  }
  let node: unknown = document
  for (const part of url.pathname.split('/').slice(3).filter(Boolean)) {
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined
    if (node === undefined) return json(404, { error: 'Not found' })
  }
  if (typeof node !== 'string') return json(200, node)
  if (url.searchParams.get('format') === 'text') return text(200, node)
  return json(400, { error: 'Bad request. Leaf nodes are only available with format=text.' })
}

import type { Dictionary } from '../artefacts.ts'
import type { Case } from './judge.ts'

const compute = '/subscriptions/s/resourceGroups/web/providers/Microsoft.Compute'
const vmType = 'Microsoft.Compute/virtualMachines'
const setType = 'Microsoft.Compute/virtualMachineScaleSets'

export const galleryApplicationId =
  '/subscriptions/s/resourceGroups/images/providers/Microsoft.Compute/galleries/software/applications/aadsshlogin-handler'

/** What differs from a VM that runs Ubuntu 22.04, has a system-assigned identity and nothing else. */
export interface Traits {
  /** publisher:offer:sku */
  readonly image?: string
  readonly imageId?: string
  readonly identity?: string | null
  readonly tags?: Dictionary
  readonly extensions?: readonly Dictionary[]
  /** Ids of versions of VM Applications. */
  readonly applications?: readonly string[]
  /** null: not there yet, as in the request for a new VM. */
  readonly os?: 'Linux' | 'Windows' | null
  readonly apiVersion?: string
  readonly type?: string
  readonly orchestration?: 'Uniform' | 'Flexible'
}

/** A VM and its extensions. */
export function vm(traits: Traits = {}): Case {
  const type = traits.type ?? vmType
  return {
    resource: { ...frame(type, 'vm1', traits), properties: profileOf(traits) },
    related: (traits.extensions ?? []).map((extension) => ({ type: `${type}/extensions`, ...extension })),
    apiVersion: traits.apiVersion ?? '2024-11-01',
  }
}

/** A scale set and the extensions of its model. */
export function scaleSet(traits: Traits = {}): Case {
  const { orchestration } = traits
  const properties = {
    ...(orchestration === undefined ? {} : { orchestrationMode: orchestration }),
    virtualMachineProfile: profileOf(traits),
  }
  return {
    resource: { ...frame(setType, 'set1', traits), properties },
    related: (traits.extensions ?? []).map((extension) => ({ type: `${setType}/extensions`, ...extension })),
    apiVersion: traits.apiVersion ?? '2024-11-01',
  }
}

/** An Arc-enabled server and its extensions. */
export function arc(osName: string, extensions: readonly Dictionary[] = [], tags: Dictionary = {}): Case {
  const type = 'Microsoft.HybridCompute/machines'
  const properties = { osName, status: 'Connected' }
  return {
    resource: { type, name: 'arc1', location: 'westeurope', identity: { type: 'SystemAssigned' }, tags, properties },
    related: extensions.map((extension) => ({ type: `${type}/extensions`, ...extension })),
    apiVersion: '2024-07-10',
  }
}

/** The extension as a resource of the machine. */
export function extension(provisioningState = 'Succeeded', differs: Dictionary = {}): Dictionary {
  const { name = 'AADSSHLoginForLinux', ...properties } = differs
  const publisher = 'Microsoft.Azure.ActiveDirectory'
  return { name, properties: { publisher, type: 'AADSSHLoginForLinux', provisioningState, ...properties } }
}

function frame(type: string, name: string, { identity = 'SystemAssigned', tags = {} }: Traits): Dictionary {
  const id = `${compute}/${type.split('/').at(-1) ?? ''}/${name}`
  return {
    type,
    name,
    id,
    location: 'westeurope',
    tags,
    ...(identity === null ? {} : { identity: identityOf(identity) }),
  }
}

function identityOf(type: string): Dictionary {
  return type.includes('User') ? { type, userAssignedIdentities: { '/identities/backup': {} } } : { type }
}

function profileOf({ image = 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts', ...traits }: Traits): Dictionary {
  const [publisher, offer, sku] = image.split(':')
  const { imageId, os = 'Linux', applications } = traits
  const configuration = os === 'Windows' ? { windowsConfiguration: {} } : { linuxConfiguration: {} }
  return {
    storageProfile: {
      imageReference: imageId === undefined ? { publisher, offer, sku, version: 'latest' } : { id: imageId },
      osDisk: { createOption: 'FromImage', ...(os === null ? {} : { osType: os }) },
    },
    osProfile: { computerName: 'web', ...configuration },
    ...(applications === undefined ? {} : { applicationProfile: { galleryApplications: applications.map(reference) } }),
  }
}

function reference(packageReferenceId: string): Dictionary {
  return { packageReferenceId, order: 1, treatFailureAsDeploymentFailure: true }
}

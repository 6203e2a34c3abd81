import type { Dictionary } from '../artefacts.ts'

const vm = 'Microsoft.Compute/virtualMachines'
const set = 'Microsoft.Compute/virtualMachineScaleSets'
const arc = 'Microsoft.HybridCompute/machines'

/**
 * The aliases that the definitions use: resource type → where the value lies. Seen in Azure's built-in definitions and
 * lists of aliases; a name that is not here is a mistake.
 */
const aliases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Microsoft.Compute/imagePublisher': image('publisher'),
  'Microsoft.Compute/imageOffer': image('offer'),
  'Microsoft.Compute/imageSku': image('sku'),
  'Microsoft.Compute/imageId': image('id'),
  [`${vm}/storageProfile.osDisk.osType`]: { [vm]: 'properties.storageProfile.osDisk.osType' },
  [`${vm}/osProfile.linuxConfiguration`]: { [vm]: 'properties.osProfile.linuxConfiguration' },
  [`${vm}/applicationProfile.galleryApplications`]: { [vm]: 'properties.applicationProfile.galleryApplications' },
  [`${set}/virtualMachineProfile.storageProfile.osDisk.osType`]: {
    [set]: 'properties.virtualMachineProfile.storageProfile.osDisk.osType',
  },
  [`${set}/osProfile.linuxConfiguration`]: { [set]: 'properties.virtualMachineProfile.osProfile.linuxConfiguration' },
  [`${set}/virtualMachineProfile.applicationProfile.galleryApplications`]: {
    [set]: 'properties.virtualMachineProfile.applicationProfile.galleryApplications',
  },
  [`${set}/orchestrationMode`]: { [set]: 'properties.orchestrationMode' },
  [`${arc}/osName`]: { [arc]: 'properties.osName' },
  ...Object.fromEntries(
    [vm, set, arc].flatMap((type) =>
      ['publisher', 'type', 'provisioningState'].map((name) => [
        `${type}/extensions/${name}`,
        { [`${type}/extensions`]: `properties.${name}` },
      ]),
    ),
  ),
}

const byLowerCase = new Map(
  Object.entries(aliases).map(([alias, paths]) => [
    alias.toLowerCase(),
    new Map(Object.entries(paths).map(([type, path]) => [type.toLowerCase(), path])),
  ]),
)

const plain = ['type', 'name', 'location', 'id', 'kind', 'identity.type', 'tags']

const values = new WeakMap<Dictionary, Map<string, unknown>>()

/** The value of a field of a resource, undefined where it has none. Throws for an alias that does not exist. */
export function fieldOf(resource: Dictionary, field: string): unknown {
  const known = values.get(resource) ?? new Map<string, unknown>()
  values.set(resource, known)
  if (!known.has(field)) known.set(field, readField(resource, field))
  return known.get(field)
}

function readField(resource: Dictionary, field: string): unknown {
  const tag = /^tags\[(?:'(.+)'|(.+))\]$/.exec(field)
  if (tag !== null) return entry(resource.tags, tag[1] ?? tag[2] ?? '')
  return valueAt(resource, pathOf(field, String(resource.type)))
}

/** Where a field lies in a resource of this type; undefined when it belongs to another type. Throws as fieldOf. */
export function pathOf(field: string, type: string): string | undefined {
  if (plain.includes(field)) return field
  const known = byLowerCase.get(field.toLowerCase())
  if (known === undefined) throw new Error(`there is no alias ${field}`)
  return known.get(type.toLowerCase())
}

export function valueAt(of: unknown, path: string | undefined): unknown {
  if (path === undefined) return undefined
  return path.split('.').reduce((value, key) => entry(value, key), of)
}

/** Names are compared without regard to case, as the resource manager does. */
function entry(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null) return undefined
  if (Object.hasOwn(of, name)) return (of as Dictionary)[name]
  const key = Object.keys(of).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : (of as Dictionary)[key]
}

function image(name: string): Record<string, string> {
  return {
    [vm]: `properties.storageProfile.imageReference.${name}`,
    [set]: `properties.virtualMachineProfile.storageProfile.imageReference.${name}`,
  }
}

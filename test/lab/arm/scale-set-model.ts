import type { Resource } from './store.ts'
import type { Dictionary } from './wire.ts'

const modelType = 'Microsoft.Compute/virtualMachineScaleSets/extensions'

/** The extensions in the model of a scale set, as resources. */
export function modelExtensions({ id, location = '', properties }: Resource): Resource[] {
  const { extensionProfile } = profileOf(properties)
  const list = ((extensionProfile as Dictionary | undefined)?.extensions ?? []) as Dictionary[]
  return list.map(({ name, properties: own }) => ({
    ...{ id: `${id}/extensions/${String(name)}`, name: String(name), type: modelType, location },
    properties: own as Dictionary,
  }))
}

/** The scale set with these extensions in its model. */
export function withExtensions(set: Resource, extensions: readonly Resource[]): Resource {
  const list = extensions.map(({ name, properties }) => ({ name, properties }))
  const virtualMachineProfile = { ...profileOf(set.properties), extensionProfile: { extensions: list } }
  return { ...set, properties: { ...set.properties, virtualMachineProfile } }
}

/** What an instance has to be like to be up to date: identity and extensions, as text. */
export function modelText(set: Resource): string {
  return JSON.stringify([set.identity?.type, modelExtensions(set)])
}

/**
 * The model after a PUT: what a client leaves out stays, because clients leave out what they must not touch (the image)
 * and what they were not shown (secrets).
 */
export function mergedModel(before: Dictionary, asked: Dictionary): Dictionary {
  const merged = merge(before, asked) as Dictionary
  const known = (profileOf(before).extensionProfile as Dictionary | undefined)?.extensions as Dictionary[] | undefined
  const profile = profileOf(merged).extensionProfile as { extensions?: Dictionary[] } | undefined
  for (const extension of profile?.extensions ?? []) {
    const old = known?.find(({ name }) => name === extension.name)?.properties as Dictionary | undefined
    const secrets = old?.protectedSettings
    if (secrets !== undefined)
      extension.properties = { protectedSettings: secrets, ...(extension.properties as object) }
  }
  return merged
}

/** The model as it is answered: without secrets. */
export function shownSet(set: Resource): Dictionary {
  const extensions = modelExtensions(set)
  if (extensions.length === 0) return { ...set }
  const open = extensions.map((extension) => {
    const entries = Object.entries(extension.properties).filter(([name]) => name !== 'protectedSettings')
    return { ...extension, properties: Object.fromEntries(entries) }
  })
  return { ...withExtensions(set, open) }
}

function profileOf(properties: Dictionary): Dictionary {
  return (properties.virtualMachineProfile ?? {}) as Dictionary
}

/** Objects are merged, everything else is replaced. */
function merge(before: unknown, asked: unknown): unknown {
  if (!isObject(before) || !isObject(asked)) return structuredClone(asked)
  const entries = Object.entries(asked).map(([key, value]) => [key, merge(before[key], value)])
  return { ...before, ...(Object.fromEntries(entries) as Dictionary) }
}

function isObject(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

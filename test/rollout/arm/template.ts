import { computeAll, guidOf, type Scope } from '../expressions/evaluate.ts'
import type { Dictionary } from '../artefacts.ts'

/** Where a template is deployed to, and what is there already. */
export interface Place {
  /** Ids; those that a deployment of this kind does not have are never asked for. */
  readonly subscription: string
  readonly group: string
  readonly managementGroup: string
  /** The resource with an id, for `reference`. */
  readonly reference: (id: string) => unknown
}

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001'

const somewhere: Place = {
  subscription,
  group: `${subscription}/resourceGroups/rg`,
  managementGroup: '/providers/Microsoft.Management/managementGroups/mg',
  reference: () => ({ identity: { principalId: guidOf('principal') } }),
}

/** The resources of an ARM template with every expression computed. Throws where a parameter has no value. */
export function deploy(template: Dictionary, given: Dictionary = {}): Dictionary[] {
  return [...resourcesOf(template, scopeOf(template, given))]
}

/** The resources one after the other, each computed when it is asked for: then those before it may be there already. */
export function* resourcesOf(template: Dictionary, scope: Scope): Generator<Dictionary> {
  for (const resource of template.resources as Dictionary[]) yield* expand(resource, scope)
}

/** What the functions of a template are while it is deployed. */
export function scopeOf(template: Dictionary, given: Dictionary, place: Place = somewhere): Scope {
  const declared = template.parameters as Record<string, Dictionary>
  const { group, managementGroup } = place
  const scope: Record<string, Scope[string]> = {
    subscription: () => ({ id: place.subscription, subscriptionId: place.subscription.split('/').at(-1) }),
    resourceGroup: () => ({ id: group, name: group.split('/').at(-1), location: 'westeurope' }),
    managementGroup: () => ({ id: managementGroup }),
    deployment: () => ({ name: 'd', location: 'westeurope' }),
    resourceId: (type: string, ...names: string[]) => idOf(group, type, names),
    subscriptionResourceId: (type: string, ...names: string[]) => idOf(place.subscription, type, names),
    extensionResourceId: (of: string, type: string, ...names: string[]) => idOf(of, type, names),
    tenantResourceId: (type: string, ...names: string[]) => idOf('', type, names),
    guid: guidOf,
    reference: place.reference,
  }
  scope.parameters = (name: string) => {
    if (Object.hasOwn(given, name)) return given[name]
    const { defaultValue } = declared[name] ?? {}
    if (defaultValue === undefined) throw new Error(`the parameter ${name} has no value`)
    return computeAll(defaultValue, scope)
  }
  return scope
}

function expand(resource: Dictionary, scope: Scope): Dictionary[] {
  const { copy, condition, ...rest } = resource
  if (condition !== undefined && computeAll(condition, scope) !== true) return []
  if (copy === undefined) return [withoutNulls(computeAll(rest, scope)) as Dictionary]
  const count = Number(computeAll((copy as Dictionary).count, scope))
  return Array.from({ length: count }, (_, at) => {
    return withoutNulls(computeAll(rest, { ...scope, copyIndex: () => at })) as Dictionary
  })
}

/** ARM leaves out what is null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, item]) => item !== null)
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]))
}

/** The id of a resource of this type in a scope. Throws when it has not as many names as its type has parts. */
export function idOf(of: string, type: string, names: readonly string[]): string {
  const [provider = '', ...types] = type.split('/')
  if (types.length !== names.length) throw new Error(`${type} needs ${types.length} names`)
  return `${of}/providers/${provider}${types.map((part, at) => `/${part}/${names[at] ?? ''}`).join('')}`
}

/** The body of a resource: what a client sends, without what stands in the address or belongs to the template. */
export function bodyOf(resource: Dictionary): Dictionary {
  const address = ['type', 'name', 'apiVersion', 'dependsOn']
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !address.includes(key)))
}

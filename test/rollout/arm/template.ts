import { computeAll, guidOf, type Scope } from '../expressions/evaluate.ts'
import type { Dictionary } from '../artefacts.ts'

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001'
const group = `${subscription}/resourceGroups/rg`
const managementGroup = '/providers/Microsoft.Management/managementGroups/mg'

/** The resources of an ARM template with every expression computed. Throws where a parameter has no value. */
export function deploy(template: Dictionary, given: Dictionary = {}): Dictionary[] {
  const scope = scopeOf(template, given)
  return (template.resources as Dictionary[]).flatMap((resource) => expand(resource, scope))
}

/** What the functions of a template are while it is deployed. */
export function scopeOf(template: Dictionary, given: Dictionary): Scope {
  const declared = template.parameters as Record<string, Dictionary>
  const scope: Record<string, Scope[string]> = {
    subscription: () => ({ id: subscription, subscriptionId: subscription.split('/').at(-1) }),
    resourceGroup: () => ({ id: group, name: 'rg', location: 'westeurope' }),
    managementGroup: () => ({ id: managementGroup }),
    deployment: () => ({ name: 'd', location: 'westeurope' }),
    resourceId: (type: string, ...names: string[]) => idOf(group, type, names),
    subscriptionResourceId: (type: string, ...names: string[]) => idOf(subscription, type, names),
    extensionResourceId: (of: string, type: string, ...names: string[]) => idOf(of, type, names),
    tenantResourceId: (type: string, ...names: string[]) => idOf('', type, names),
    guid: guidOf,
    reference: () => ({ identity: { principalId: guidOf('principal') } }),
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

function idOf(of: string, type: string, names: readonly string[]): string {
  const [provider = '', ...types] = type.split('/')
  if (types.length !== names.length) throw new Error(`${type} needs ${types.length} names`)
  return `${of}/providers/${provider}${types.map((part, at) => `/${part}/${names[at] ?? ''}`).join('')}`
}

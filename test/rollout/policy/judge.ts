import type { Dictionary } from '../artefacts.ts'
import { compute, computeAll, type Scope } from '../expressions/evaluate.ts'
import { fieldOf, pathOf } from './aliases.ts'
import { holds } from './conditions.ts'

/** `-` the policy does not concern the resource, `+` it is as it should be, `!` it is to be changed or flagged. */
export type Verdict = '-' | '+' | '!'

export interface Case {
  readonly resource: Dictionary
  /** Resources that belong to it: its extensions. */
  readonly related: readonly Dictionary[]
  readonly apiVersion: string
}

export interface Judgement {
  readonly verdict: Verdict
  /** What `modify` makes of the resource. */
  readonly modified?: Dictionary
  /** What `deployIfNotExists` deploys: the template and the values of its parameters. */
  readonly deployment?: { readonly template: Dictionary; readonly parameters: Dictionary }
}

/** What a policy definition says about a resource, with these parameters and the defaults for the others. */
export function judge(definition: Dictionary, subject: Case, parameters: Dictionary): Judgement {
  const { policyRule, parameters: declared } = definition.properties as Record<string, Dictionary>
  const scope = scopeOf(subject, { ...defaultsOf(declared ?? {}), ...parameters })
  const { if: condition, then } = policyRule as Record<string, Dictionary>
  if (!holds(condition!, { resource: subject.resource, scope, elements: {} })) return { verdict: '-' }
  const details = then?.details as Dictionary | undefined
  if (details === undefined) return { verdict: '!' }
  if (Array.isArray(details.operations)) {
    return { verdict: '!', modified: modify(subject.resource, details.operations as Dictionary[], scope) }
  }
  if (subject.related.some((candidate) => exists(details, candidate, scope))) return { verdict: '+' }
  return details.deployment === undefined
    ? { verdict: '!' }
    : { verdict: '!', deployment: deploymentOf(details.deployment as Dictionary, scope) }
}

function defaultsOf(declared: Dictionary): Dictionary {
  const entries = Object.entries(declared as Record<string, Dictionary>)
  return Object.fromEntries(
    entries.flatMap(([name, { defaultValue }]) => (defaultValue === undefined ? [] : [[name, defaultValue]])),
  )
}

function scopeOf({ resource, apiVersion }: Case, parameters: Dictionary): Scope {
  return {
    parameters: (name: string) => {
      if (!Object.hasOwn(parameters, name)) throw new Error(`the parameter ${name} has no value`)
      return parameters[name]
    },
    // A missing field is empty for functions: the built-in definitions ask contains(field('identity.type'), …) too.
    field: (name: string) => fieldOf(resource, name) ?? '',
    requestContext: () => ({ apiVersion }),
  }
}

function exists(details: Dictionary, candidate: Dictionary, scope: Scope): boolean {
  if (String(candidate.type).toLowerCase() !== String(details.type).toLowerCase()) return false
  return holds(details.existenceCondition as Dictionary, { resource: candidate, scope, elements: {} })
}

/** `add` appends to an array, `addOrReplace` sets the value. */
function modify(resource: Dictionary, operations: readonly Dictionary[], scope: Scope): Dictionary {
  const copy = structuredClone(resource)
  for (const { operation, field, value } of operations) {
    const path = pathOf(String(field), String(resource.type))
    if (path === undefined) throw new Error(`${String(field)} does not belong to ${String(resource.type)}`)
    const holder = holderOf(copy, path)
    const key = path.split('.').at(-1)!
    const computed = computeAll(value, scope)
    if (operation === 'addOrReplace') holder[key] = computed
    else if (operation === 'add') holder[key] = [...((holder[key] ?? []) as unknown[]), computed]
    else throw new Error(`the operation ${String(operation)} is not known`)
  }
  return copy
}

function holderOf(resource: Dictionary, path: string): Dictionary {
  return path
    .split('.')
    .slice(0, -1)
    .reduce<Dictionary>((holder, key) => (holder[key] ??= {}) as Dictionary, resource)
}

function deploymentOf(deployment: Dictionary, scope: Scope): NonNullable<Judgement['deployment']> {
  const { template, parameters } = deployment.properties as Record<string, Dictionary>
  const given = Object.entries(parameters as Record<string, Dictionary>)
  const values = given.map(([name, { value }]) => [name, typeof value === 'string' ? compute(value, scope) : value])
  return { template: template!, parameters: Object.fromEntries(values) as Dictionary }
}

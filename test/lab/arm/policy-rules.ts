import { computeAll } from '../../rollout/expressions/evaluate.ts'
import type { Resource } from './store.ts'
import type { Dictionary } from './wire.ts'
import type { World } from './world.ts'

/** One definition that an assignment puts in force. */
export interface Rule {
  readonly assignment: Resource
  readonly definition: Resource
  /** Which of the initiative it is. */
  readonly reference: string | undefined
  readonly parameters: Dictionary
  /** In lower case. */
  readonly effect: string
}

/** What an assignment comes to: its definition, or those of its initiative. Built-in ones, which are not here, are left out. */
export function rulesOf(world: World, assignment: Resource): Rule[] {
  const target = world.store.get(String(assignment.properties.policyDefinitionId))
  const given = valuesOf(assignment.properties.parameters)
  if (target.type.endsWith('policyDefinitions')) return [ruleOf(assignment, target, undefined, given)]
  const inForce = { ...defaultsOf(target), ...given }
  const scope = { parameters: (name: string) => inForce[name] }
  return (target.properties.policyDefinitions as Dictionary[]).flatMap((entry) => {
    const definition = world.store.find(String(entry.policyDefinitionId))
    if (definition === undefined) return []
    const parameters = valuesOf(computeAll(entry.parameters, scope))
    return [ruleOf(assignment, definition, String(entry.policyDefinitionReferenceId), parameters)]
  })
}

function ruleOf(assignment: Resource, definition: Resource, reference: string | undefined, given: Dictionary): Rule {
  const parameters = { ...defaultsOf(definition), ...given }
  const { then } = definition.properties.policyRule as Record<string, Dictionary>
  const effect = computeAll(then?.effect, { parameters: (name: string) => parameters[name] })
  return { assignment, definition, reference, parameters, effect: String(effect).toLowerCase() }
}

function valuesOf(parameters: unknown): Dictionary {
  const entries = Object.entries((parameters ?? {}) as Record<string, { value: unknown }>)
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]))
}

function defaultsOf({ properties }: Resource): Dictionary {
  const declared = Object.entries((properties.parameters ?? {}) as Record<string, Dictionary>)
  const known = declared.filter(([, { defaultValue }]) => defaultValue !== undefined)
  return Object.fromEntries(known.map(([name, { defaultValue }]) => [name, defaultValue]))
}

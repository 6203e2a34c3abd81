import type { Dictionary } from '../artefacts.ts'

/** Changes a definition in place. */
export type Mutation = (definition: Dictionary) => void

/** The conditions that all have to hold. */
export function conditionsOf(definition: Dictionary): Dictionary[] {
  return rule(definition).if!.allOf as Dictionary[]
}

export function demand(condition: Dictionary): Mutation {
  return (definition) => {
    conditionsOf(definition).push(condition)
  }
}

export function remove(isMeant: (condition: Dictionary) => boolean): Mutation {
  return (definition) => {
    rule(definition).if!.allOf = conditionsOf(definition).filter((condition) => !isMeant(condition))
  }
}

/** Another condition for the field with this name. */
export function replace(name: string, by: Dictionary): Mutation {
  return (definition) => {
    rule(definition).if!.allOf = conditionsOf(definition).map((part) => (ends(part.field, name) ? by : part))
  }
}

export function replaceLast(by: Dictionary): Mutation {
  return (definition) => {
    rule(definition).if!.allOf = [...conditionsOf(definition).slice(0, -1), by]
  }
}

/** The exclusions for AKS and tags joined with "or" instead of "and". */
export function neverExclude(definition: Dictionary): void {
  const isExclusion = ({ field, exists, notEquals }: Dictionary): boolean =>
    (String(field).includes('tags') && exists === 'false') || notEquals === 'microsoft-aks'
  const exclusions = conditionsOf(definition).filter(isExclusion)
  remove(isExclusion)(definition)
  conditionsOf(definition).push({ anyOf: exclusions })
}

/** Other conditions for what counts as there. */
export function existence(change: (parts: Dictionary[]) => Dictionary[]): Mutation {
  return (definition) => {
    const condition = details(definition).existenceCondition as { allOf: Dictionary[] }
    condition.allOf = change(condition.allOf)
  }
}

export function operation(by: Dictionary): Mutation {
  return (definition) => {
    Object.assign((details(definition).operations as Dictionary[])[0]!, by)
  }
}

/** Another text in the place of one. Throws when the definition does not have it. */
export function text(from: string, to: string, quote = '"'): Mutation {
  return rewrite((before) => before.replaceAll(quote + from + quote, quote + to + quote))
}

export const skuByBeginning = rewrite((before) =>
  before.replace(/"in":\["azure-linux-3",[^\]]*\]/, '"like":"azure-linux-3*"'),
)

/** Whether a field has this name at its end. */
export function ends(field: unknown, name: string): boolean {
  return typeof field === 'string' && field.endsWith(name)
}

function rewrite(change: (text: string) => string): Mutation {
  return (definition) => {
    const before = JSON.stringify(definition.properties)
    const after = change(before)
    if (after === before) throw new Error('the definition has nothing to change there')
    definition.properties = JSON.parse(after) as Dictionary
  }
}

function rule(definition: Dictionary): Record<string, Dictionary> {
  return (definition.properties as Dictionary).policyRule as Record<string, Dictionary>
}

function details(definition: Dictionary): Dictionary {
  return rule(definition).then!.details as Dictionary
}

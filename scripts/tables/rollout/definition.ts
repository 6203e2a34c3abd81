import type { JsonObject } from './json.ts'
import { effectParameter, pick, type ParameterName } from './parameters.ts'

const version = '1.0.0'
const category = 'Entra login for Linux'

export interface DefinitionParts {
  readonly name: string
  readonly displayName: string
  readonly description: string
  /** Allowed effects; the first is the default and changes nothing. */
  readonly effects: readonly string[]
  readonly parameters: readonly ParameterName[]
  readonly condition: readonly JsonObject[]
  readonly details?: JsonObject
}

/** A policy definition as Azure stores it. */
export interface Definition {
  readonly name: string
  readonly properties: JsonObject
}

/** Puts a definition together: mode, metadata, the effect and its parameters. */
export function definition(parts: DefinitionParts): Definition {
  const { name, displayName, description, effects, parameters, condition, details } = parts
  return {
    name: `aadsshlogin-${name}`,
    properties: {
      displayName,
      description,
      mode: 'Indexed',
      metadata: { version, category },
      parameters: { effect: effectParameter(effects), ...pick(parameters) },
      policyRule: {
        if: { allOf: condition },
        then: { effect: "[parameters('effect')]", ...(details === undefined ? {} : { details }) },
      },
    },
  }
}

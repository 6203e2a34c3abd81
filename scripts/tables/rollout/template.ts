import type { Json, JsonObject } from './json.ts'

export type Scope = 'resourceGroup' | 'subscription' | 'managementGroup'

const schemas = {
  resourceGroup: '2019-04-01/deploymentTemplate.json',
  subscription: '2018-05-01/subscriptionDeploymentTemplate.json',
  managementGroup: '2019-08-01/managementGroupDeploymentTemplate.json',
} as const satisfies Record<Scope, string>

export interface TemplateParts {
  readonly scope?: Scope
  readonly parameters?: JsonObject
  readonly variables?: JsonObject
  readonly resources: readonly JsonObject[]
  readonly outputs?: JsonObject
}

/** An ARM template. */
export function deploymentTemplate(parts: TemplateParts): JsonObject {
  const { scope = 'resourceGroup', parameters = {}, variables, resources, outputs } = parts
  return {
    $schema: `https://schema.management.azure.com/schemas/${schemas[scope]}#`,
    contentVersion: '1.0.0.0',
    parameters,
    ...(variables === undefined ? {} : { variables }),
    resources,
    ...(outputs === undefined ? {} : { outputs }),
  }
}

/** A parameter of an ARM template; without a default it has to be given. */
export function templateParameter(type: string, description: string, defaultValue?: Json): JsonObject {
  return { type, ...(defaultValue === undefined ? {} : { defaultValue }), metadata: { description } }
}

/** A value that ARM must not read as an expression: `[` doubled at the beginning of every text. */
export function literal(value: Json): Json {
  if (typeof value === 'string') return value.startsWith('[') ? `[${value}` : value
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(literal)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literal(item)]))
}

import { definitions } from './definitions.ts'
import { initiativeProperties, initiatives } from './initiatives.ts'
import type { JsonObject } from './json.ts'
import { apiVersions } from './names.ts'
import { deploymentTemplate, literal, type Scope } from './template.ts'

export type PolicyScope = Exclude<Scope, 'resourceGroup'>

/** How an expression names something that lies at the scope of the deployment. */
const idFunctions = {
  subscription: (type: string, name: string) => `subscriptionResourceId('${type}', ${name})`,
  managementGroup: (type: string, name: string) => `extensionResourceId(managementGroup().id, '${type}', ${name})`,
} as const satisfies Record<PolicyScope, (type: string, name: string) => string>

/** An expression, without brackets, for the id of a policy resource; `name` is an expression as well. */
export function policyId(scope: PolicyScope, kind: string, name: string): string {
  return idFunctions[scope](`Microsoft.Authorization/${kind}`, name)
}

/** The template that stores every definition and initiative. */
export function definitionsTemplate(scope: PolicyScope): JsonObject {
  const type = 'Microsoft.Authorization/policyDefinitions'
  const idOf = (name: string): string => `[${policyId(scope, 'policyDefinitions', `'${name}'`)}]`
  const stored = definitions.map(({ name, properties }) => ({
    type,
    apiVersion: apiVersions.policyDefinitions,
    name,
    properties: escape(properties),
  }))
  const sets = initiatives.map((initiative) => {
    const own = initiative.members.map((member) => `aadsshlogin-${member.definition}`)
    return {
      type: 'Microsoft.Authorization/policySetDefinitions',
      apiVersion: apiVersions.policyDefinitions,
      name: initiative.name,
      dependsOn: own.map(idOf),
      properties: withIds(escape(initiativeProperties(initiative, (name) => `definition:${name}`)), idOf),
    }
  })
  return deploymentTemplate({ scope, resources: [...stored, ...sets] })
}

/** What belongs to Azure Policy must reach it as it is: ARM would otherwise compute `[parameters('effect')]` itself. */
function escape(properties: JsonObject): JsonObject {
  return literal(properties) as JsonObject
}

function withIds(properties: JsonObject, idOf: (name: string) => string): JsonObject {
  const text = JSON.stringify(properties)
  return JSON.parse(
    text.replaceAll(/"definition:([\w-]+)"/g, (_, name: string) => JSON.stringify(idOf(name))),
  ) as JsonObject
}

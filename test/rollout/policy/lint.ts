import { roleId } from '../../../scripts/tables/rollout/names.ts'
import { parameterProblems } from '../arm/lint.ts'
import type { Dictionary } from '../artefacts.ts'
import { namesGivenTo, textsOf } from '../expressions/references.ts'

const effects = ['Audit', 'AuditIfNotExists', 'DeployIfNotExists', 'Disabled', 'Modify']
const quiet = ['Audit', 'AuditIfNotExists', 'Disabled']
const knownRoles = [
  roleId('Virtual Machine Contributor'),
  roleId('Managed Identity Operator'),
  roleId('Azure Connected Machine Resource Administrator'),
]

/** One sentence per fault of a policy definition. Rules of Azure's own linter for policies, and of its limits. */
export function definitionProblems({ name, properties }: Dictionary): string[] {
  const { policyRule, parameters, ...about } = properties as Record<string, Dictionary>
  const rule = policyRule as Record<string, Dictionary>
  return [
    ...aboutProblems(String(name), about),
    ...usageProblems(rule, parameters!),
    ...effectProblems(parameters!.effect as Dictionary),
    ...conditionProblems(rule.if!),
    ...detailProblems(rule.then!.details as Dictionary | undefined),
    ...(JSON.stringify(properties).length > 2 ** 20 ? ['more than 1 MiB'] : []),
  ]
}

function aboutProblems(name: string, { displayName, description, mode, metadata }: Dictionary): string[] {
  const { version, category } = metadata as Dictionary
  return [
    ...(/^[\w-]{1,64}$/.test(name) ? [] : [`the name ${name}`]),
    ...(lengthOf(displayName) > 0 && lengthOf(displayName) <= 128 ? [] : ['the display name']),
    ...(lengthOf(description) > 0 && lengthOf(description) <= 512 ? [] : ['the description']),
    ...(mode === 'Indexed' ? [] : ['machines have tags and a region, so the mode is Indexed']),
    ...(/^\d+\.\d+\.\d+$/.test(String(version)) && lengthOf(category) > 0 ? [] : ['version or category']),
  ]
}

/** The template that a policy deploys has parameters of its own. */
function usageProblems(rule: Record<string, Dictionary>, parameters: Dictionary): string[] {
  const copy = structuredClone(rule)
  const properties = (copy.then?.details as Record<string, Record<string, Dictionary>> | undefined)?.deployment
    ?.properties
  if (properties !== undefined) delete properties.template
  const count = Object.keys(parameters).length
  const used = namesGivenTo('parameters', copy)
  return [
    ...Object.keys(parameters)
      .filter((name) => !used.has(name))
      .map((name) => `the parameter ${name} is not used`),
    ...[...used].filter((name) => !(name in parameters)).map((name) => `the parameter ${name} is not declared`),
    ...(count > 20 ? [`${count} parameters`] : []),
  ]
}

function effectProblems({ allowedValues, defaultValue }: Dictionary): string[] {
  const allowed = allowedValues as string[]
  return [
    ...allowed.filter((effect) => !effects.includes(effect)).map((effect) => `the effect ${effect}`),
    ...(allowed.includes('Disabled') ? [] : ['it cannot be disabled']),
    ...(quiet.includes(String(defaultValue)) ? [] : [`${String(defaultValue)} changes machines without being asked`]),
  ]
}

function conditionProblems(condition: Dictionary): string[] {
  const parts = partsOf(condition)
  const [first] = condition.allOf as Dictionary[]
  const likes = parts.flatMap(({ like, notLike }) => [like, notLike].filter((text) => typeof text === 'string'))
  return [
    ...(first?.field === 'type' ? [] : ['the first condition is not the type']),
    ...parts.filter(({ anyOf }) => isAlwaysTrue(anyOf)).map(() => 'any of several that are not so: always true'),
    ...likes.filter((text) => !text.includes('*')).map((text) => `${text} is like nothing but itself`),
    ...parts.filter((part) => Object.values(part).some((value) => typeof value === 'boolean')).map(() => 'a boolean'),
    ...(parts.length > 512 ? [`${parts.length} conditions`] : []),
  ]
}

/** Two values that exclude each other, both denied and joined with "or". */
function isAlwaysTrue(anyOf: unknown): boolean {
  const negative = ({ not, ...rest }: Dictionary): boolean =>
    not !== undefined || Object.keys(rest).some((key) => key.startsWith('not'))
  const list = (anyOf ?? []) as Dictionary[]
  return list.length > 1 && list.every(negative)
}

function partsOf(condition: Dictionary): Dictionary[] {
  const { allOf = [], anyOf = [], not, count } = condition
  const where = (count as Dictionary | undefined)?.where
  const below = [...(allOf as Dictionary[]), ...(anyOf as Dictionary[]), not, where].filter(
    (part) => part !== undefined,
  )
  return [condition, ...(below as Dictionary[]).flatMap(partsOf)]
}

function detailProblems(details: Dictionary | undefined): string[] {
  if (details === undefined) return []
  const { roleDefinitionIds = [], existenceCondition, deployment, operations, type } = details
  const changes = deployment !== undefined || operations !== undefined
  const roles = roleDefinitionIds as string[]
  const fields = textsOf(existenceCondition)
    .filter(([path]) => path.endsWith('/field'))
    .map(([, text]) => text)
  return [
    ...roles.filter((role) => !knownRoles.includes(role)).map((role) => `the role ${role}`),
    ...(changes === roles.length > 0 ? [] : ['roles for nothing, or none for a change']),
    ...fields
      .filter((field) => !field.startsWith(`${String(type)}/`))
      .map((field) => `${field} is not one of ${String(type)}`),
    ...(deployment === undefined ? [] : deploymentProblems(deployment as Dictionary)),
  ]
}

function deploymentProblems({ properties }: Dictionary): string[] {
  const { template, parameters } = properties as Record<string, Dictionary>
  const declared = template!.parameters as Record<string, Dictionary>
  return [
    ...parameterProblems(template!),
    ...Object.keys(parameters!)
      .filter((name) => !(name in declared))
      .map((name) => `the template has no ${name}`),
    ...Object.keys(declared)
      .filter((name) => !(name in parameters!))
      .map((name) => `${name} is not passed on`),
  ]
}

function lengthOf(text: unknown): number {
  return typeof text === 'string' ? text.length : 0
}

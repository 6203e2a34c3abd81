import { apiVersions, roles } from '../../../scripts/tables/rollout/names.ts'
import type { Dictionary } from '../artefacts.ts'
import { namesGivenTo, textsOf } from '../expressions/references.ts'
import { deploy } from './template.ts'

/** One sentence per fault of an ARM template; `given`: values for the parameters without a default. */
export function templateProblems(template: Dictionary, given: Dictionary): string[] {
  return [
    ...parameterProblems(template),
    ...sizeProblems(template),
    ...secretProblems(template),
    ...deploy(template, given).flatMap((resource, _, all) => resourceProblems(resource, all)),
  ]
}

/** Parameters that are used and not declared, or declared and not used. */
export function parameterProblems({ parameters, ...rest }: Dictionary): string[] {
  const declared = Object.keys(parameters as Dictionary)
  const used = new Set([...namesGivenTo('parameters', rest), ...namesGivenTo('parameters', parameters)])
  return [
    ...[...used].filter((name) => !declared.includes(name)).map((name) => `the parameter ${name} is not declared`),
    ...declared.filter((name) => !used.has(name)).map((name) => `the parameter ${name} is not used`),
  ]
}

/** Azure's limits for a template. */
function sizeProblems(template: Dictionary): string[] {
  const size = JSON.stringify(template).length
  const longest = Math.max(...textsOf(template).map(([, text]) => text.length))
  return [
    ...(size > 4 * 2 ** 20 ? [`the template has ${size} bytes`] : []),
    ...(longest > 24_576 ? [`an expression has ${longest} characters`] : []),
    ...((template.resources as unknown[]).length > 800 ? ['more than 800 resources'] : []),
  ]
}

/** A secret's default would stand in the history of deployments. */
function secretProblems({ parameters }: Dictionary): string[] {
  return Object.entries(parameters as Record<string, Dictionary>)
    .filter(([, { type }]) => String(type).startsWith('secure'))
    .filter(
      ([, { defaultValue }]) =>
        !['undefined', '{}', '""'].includes(defaultValue === undefined ? 'undefined' : JSON.stringify(defaultValue)),
    )
    .map(([name]) => `the secret ${name} has a default`)
}

function resourceProblems(resource: Dictionary, all: readonly Dictionary[]): string[] {
  const type = String(resource.type)
  const name = String(resource.name)
  const versions: readonly string[] = Object.values(apiVersions)
  return [
    ...(name.split('/').length === type.split('/').length - 1 ? [] : [`the name ${name} is not one of a ${type}`]),
    ...(versions.includes(String(resource.apiVersion))
      ? []
      : [`${type} has the version ${String(resource.apiVersion)}`]),
    ...dependencyProblems(resource, all),
    ...(type.endsWith('/extensions') ? extensionProblems(resource) : []),
    ...roleProblems(resource),
  ]
}

function dependencyProblems({ dependsOn = [] }: Dictionary, all: readonly Dictionary[]): string[] {
  return (dependsOn as string[])
    .filter((id) => !all.some((other) => id.endsWith(`/providers/${pathOf(other)}`)))
    .map((id) => `${id} is not in the template`)
}

function pathOf({ type, name }: Dictionary): string {
  const [provider = '', ...types] = String(type).split('/')
  const names = String(name).split('/')
  return [provider, ...types.flatMap((part, at) => [part, names[at] ?? ''])].join('/')
}

function extensionProblems({ properties }: Dictionary): string[] {
  const { settings, enableAutomaticUpgrade } = properties as Dictionary
  return [
    ...(typeof settings === 'object' ? [] : ['an extension without settings is not waited for']),
    ...(typeof enableAutomaticUpgrade === 'boolean' ? [] : ['the default for automatic upgrades differs by version']),
  ]
}

function roleProblems(resource: Dictionary): string[] {
  const known: readonly string[] = Object.values(roles)
  const ids = textsOf(resource.properties).flatMap(([, text]) => /roleDefinitions\/([\w-]+)$/.exec(text)?.[1] ?? [])
  return ids.filter((id) => !known.includes(id)).map((id) => `the role ${id} is not in the table of roles`)
}

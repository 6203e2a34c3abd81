import type { Definition } from './definition.ts'
import { definitions } from './definitions.ts'
import type { JsonObject } from './json.ts'
import { localAccountsDefinition, type RoleName } from './names.ts'
import { effectParameter, pick, type ParameterName } from './parameters.ts'
import { localAccountParameters } from './local-accounts.ts'

/** An initiative, by the definitions it holds and the roles that its changes need. */
export interface Initiative {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly members: readonly Member[]
  readonly roles: readonly RoleName[]
}

export interface Member {
  /** Name of the definition without `aadsshlogin-`; also its reference in the initiative. */
  readonly definition: string
  readonly effectParameter: string
}

const identity = ['vm-identity', 'vmss-identity'].map((name) => ({
  definition: name,
  effectParameter: 'identityEffect',
}))
const audits = [
  { definition: 'vm-identity-audit', effectParameter: 'identityAuditEffect' },
  { definition: 'vmss-identity-audit', effectParameter: 'identityAuditEffect' },
  { definition: 'vm-login-audit', effectParameter: 'loginAuditEffect' },
  { definition: 'vmss-login-audit', effectParameter: 'loginAuditEffect' },
]

export const initiatives: readonly Initiative[] = [
  {
    name: 'aadsshlogin-extension',
    displayName: 'Entra login for Linux, by extension',
    description: 'Identity and extension for VMs, Uniform scale sets and Arc-enabled servers, and what they lack.',
    members: [
      ...identity,
      ...['vm-extension', 'vmss-extension', 'arc-extension'].map((name) => ({
        definition: name,
        effectParameter: 'extensionEffect',
      })),
      ...audits,
    ],
    roles: [
      'Virtual Machine Contributor',
      'Managed Identity Operator',
      'Azure Connected Machine Resource Administrator',
    ],
  },
  {
    name: 'aadsshlogin-application',
    displayName: 'Entra login for Linux, by VM Application',
    description: 'Identity and VM Application for VMs and Uniform scale sets, and what they lack.',
    members: [
      ...identity,
      ...['vm-application', 'vmss-application'].map((name) => ({
        definition: name,
        effectParameter: 'applicationEffect',
      })),
      ...audits,
    ],
    roles: ['Virtual Machine Contributor', 'Managed Identity Operator'],
  },
]

const effectNames: Readonly<Record<string, readonly string[]>> = {
  identityEffect: ['Audit', 'Modify', 'Disabled'],
  extensionEffect: ['AuditIfNotExists', 'DeployIfNotExists', 'Disabled'],
  applicationEffect: ['Audit', 'Modify', 'Disabled'],
  identityAuditEffect: ['Audit', 'Disabled'],
  loginAuditEffect: ['AuditIfNotExists', 'Disabled'],
}

/** The body of an initiative; `definitionId` says where its definitions are stored. */
export function initiativeProperties(initiative: Initiative, definitionId: (name: string) => string): JsonObject {
  const { displayName, description, members } = initiative
  const effects = [...new Set(members.map((member) => member.effectParameter))]
  const shared = [...new Set(members.flatMap((member) => parameterNames(definitionOf(member))))]
  return {
    displayName,
    description,
    metadata: { version: '1.0.0', category: 'Entra login for Linux' },
    parameters: {
      ...Object.fromEntries(effects.map((name) => [name, effectParameter(effectNames[name] ?? [])])),
      ...pick(shared),
      ...localAccountParameters,
    },
    policyDefinitions: [...members.map((member) => reference(member, definitionId)), localAccounts],
  }
}

/** The definition that a member refers to. Throws when there is none. */
export function definitionOf(member: Member): Definition {
  const found = definitions.find(({ name }) => name === `aadsshlogin-${member.definition}`)
  if (found === undefined) throw new Error(`there is no definition ${member.definition}`)
  return found
}

function reference(member: Member, definitionId: (name: string) => string): JsonObject {
  const found = definitionOf(member)
  const passed = parameterNames(found).map((name) => [name, { value: `[parameters('${name}')]` }])
  return {
    policyDefinitionReferenceId: member.definition,
    policyDefinitionId: definitionId(found.name),
    parameters: {
      effect: { value: `[parameters('${member.effectParameter}')]` },
      ...(Object.fromEntries(passed) as JsonObject),
    },
  }
}

const localAccounts: JsonObject = {
  policyDefinitionReferenceId: 'local-accounts',
  policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${localAccountsDefinition}`,
  parameters: {
    effect: { value: "[parameters('localAccountsEffect')]" },
    AllowedUsers: { value: "[parameters('allowedLocalUsers')]" },
    IncludeArcMachines: { value: "[parameters('localAccountsOnArc')]" },
  },
}

function parameterNames({ properties }: Definition): ParameterName[] {
  const names = Object.keys(properties.parameters ?? {}).filter((name) => name !== 'effect')
  return names as ParameterName[]
}

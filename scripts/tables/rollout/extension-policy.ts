import { hasSystemIdentity, lacksApplication, notExcluded, supportedMachine } from './conditions.ts'
import { scaleSet, virtualMachine, type Machine } from './conditions.ts'
import { definition, type Definition } from './definition.ts'
import { policyTemplate, targets, type Target } from './extension-templates.ts'
import { scopeParameters } from './identity-policy.ts'
import type { JsonObject } from './json.ts'
import { roleId, type RoleName } from './names.ts'
import type { ParameterName } from './parameters.ts'

const effects = ['AuditIfNotExists', 'DeployIfNotExists', 'Disabled']
const extensionParameters: readonly ParameterName[] = [
  'extensionPublisher',
  'extensionType',
  'extensionVersion',
  'extensionSettings',
]

/** Sets the extension on supported machines that have an identity and lack it. */
export const extensionDefinitions: readonly Definition[] = [
  forMachine(virtualMachine, targets.vm, 'New machines get it when they are provisioned.'),
  forMachine(
    scaleSet,
    targets.vmss,
    'It changes the model: instances of a set with the upgrade mode Manual have to be upgraded to it. Instances of ' +
      'Flexible sets are virtual machines, and the definition for those covers them.',
  ),
  definition({
    name: 'arc-extension',
    displayName: 'Entra login: Arc-enabled Linux servers have the extension',
    description: 'Sets the extension on Arc-enabled Linux servers that lack it. They always have an identity.',
    effects,
    parameters: [...extensionParameters, 'exclusionTag'],
    condition: [
      { field: 'type', equals: targets.arc.type },
      { field: 'Microsoft.HybridCompute/machines/osName', equals: 'linux' },
      notExcluded,
    ],
    details: details(targets.arc, 'Azure Connected Machine Resource Administrator'),
  }),
]

/** Holds for a machine on which the extension is there and done; its resource may have any name. */
export function extensionExists(type: string): JsonObject {
  return {
    allOf: [
      { field: `${type}/extensions/publisher`, equals: "[parameters('extensionPublisher')]" },
      { field: `${type}/extensions/type`, equals: "[parameters('extensionType')]" },
      { field: `${type}/extensions/provisioningState`, equals: 'Succeeded' },
    ],
  }
}

function forMachine(machine: Machine, target: Target, note: string): Definition {
  return definition({
    name: `${machine.key}-extension`,
    displayName: `Entra login: ${machine.label} have the extension`,
    description: `Sets the extension on supported machines that have a system-assigned identity and lack it. ${note}`,
    effects,
    parameters: [...extensionParameters, 'applicationName', ...scopeParameters],
    condition: [...supportedMachine(machine), hasSystemIdentity, lacksApplication(machine)],
    details: details(target, 'Virtual Machine Contributor'),
  })
}

function details(target: Target, role: RoleName): JsonObject {
  const given = target.key === 'vmss' ? {} : { location: { value: "[field('location')]" } }
  return {
    type: `${target.type}/extensions`,
    roleDefinitionIds: [roleId(role)],
    evaluationDelay: 'AfterProvisioning',
    existenceCondition: extensionExists(target.type),
    deployment: {
      properties: {
        mode: 'incremental',
        template: policyTemplate(target),
        parameters: {
          [target.nameParameter]: { value: "[field('name')]" },
          ...given,
          // One extension of a type per machine: a name of its own for each type.
          extensionName: { value: "[parameters('extensionType')]" },
          extensionPublisher: { value: "[parameters('extensionPublisher')]" },
          extensionType: { value: "[parameters('extensionType')]" },
          extensionVersion: { value: "[parameters('extensionVersion')]" },
          settings: { value: "[parameters('extensionSettings')]" },
        },
      },
    },
  }
}

import type { JsonObject } from './json.ts'
import { apiVersions, extension } from './names.ts'
import { deploymentTemplate, templateParameter } from './template.ts'

/** What an extension can be set on, and what its template is called. */
export interface Target {
  readonly key: 'vm' | 'vmss' | 'arc'
  /** Name of the template's parameter. */
  readonly nameParameter: string
  readonly type: string
  readonly apiVersion: string
  readonly label: string
}

export const targets = {
  vm: {
    key: 'vm',
    nameParameter: 'vmName',
    type: 'Microsoft.Compute/virtualMachines',
    apiVersion: apiVersions.compute,
    label: 'virtual machine',
  },
  vmss: {
    key: 'vmss',
    nameParameter: 'scaleSetName',
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    apiVersion: apiVersions.compute,
    label: 'scale set',
  },
  arc: {
    key: 'arc',
    nameParameter: 'machineName',
    type: 'Microsoft.HybridCompute/machines',
    apiVersion: apiVersions.hybridCompute,
    label: 'Arc-enabled server',
  },
} as const satisfies Record<string, Target>

/** The template that sets the extension on one machine. */
export function extensionTemplate(target: Target): JsonObject {
  const base = extensionParameters(target)
  const after = templateParameter('array', 'Extensions of the set that have to be done before.', [])
  const { properties = {}, ...resource } = extensionResource(target)
  return deploymentTemplate({
    parameters: {
      ...base,
      protectedSettings: templateParameter('secureObject', 'Protected settings, for example proxyCredentials.', {}),
      ...(target.key === 'vmss' ? { provisionAfterExtensions: after } : {}),
    },
    resources: [
      {
        ...resource,
        properties: {
          ...(properties as JsonObject),
          protectedSettings: "[if(empty(parameters('protectedSettings')), null(), parameters('protectedSettings'))]",
          ...(target.key === 'vmss' ? { provisionAfterExtensions: "[parameters('provisionAfterExtensions')]" } : {}),
        },
      },
    ],
  })
}

/** The same for policies: they know no secrets, because everybody who may read a policy reads its parameters. */
export function policyTemplate(target: Target): JsonObject {
  return deploymentTemplate({ parameters: extensionParameters(target), resources: [extensionResource(target)] })
}

function extensionParameters(target: Target): JsonObject {
  const region = templateParameter('string', `Region of the ${target.label}.`, '[resourceGroup().location]')
  return {
    [target.nameParameter]: templateParameter('string', `Name of the ${target.label}.`),
    ...(target.key === 'vmss' ? {} : { location: region }),
    extensionName: templateParameter('string', 'Name of the extension resource.', extension.type),
    extensionPublisher: templateParameter('string', 'Publisher of the extension.', extension.publisher),
    extensionType: templateParameter('string', 'Type of the extension.', extension.type),
    extensionVersion: templateParameter('string', 'Major.minor; Azure chooses the rest.', extension.version),
    settings: templateParameter('object', 'Public settings.', {}),
  }
}

function extensionResource(target: Target): JsonObject {
  return {
    type: `${target.type}/extensions`,
    apiVersion: target.apiVersion,
    name: `[format('{0}/{1}', parameters('${target.nameParameter}'), parameters('extensionName'))]`,
    ...(target.key === 'vmss' ? {} : { location: "[parameters('location')]" }),
    properties: {
      publisher: "[parameters('extensionPublisher')]",
      type: "[parameters('extensionType')]",
      typeHandlerVersion: "[parameters('extensionVersion')]",
      autoUpgradeMinorVersion: true,
      // Said, because its default differs between API versions; only enrolled publishers may say true.
      enableAutomaticUpgrade: false,
      // Always there, if empty: the agent waits only for extensions with settings before it starts dependent ones.
      settings: "[parameters('settings')]",
    },
  }
}

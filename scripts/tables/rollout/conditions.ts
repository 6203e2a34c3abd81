import { imageConditions } from './images.ts'
import type { JsonObject } from './json.ts'

/** What carries the extension in Azure, and what the policy language calls its properties. */
export interface Machine {
  readonly key: 'vm' | 'vmss'
  readonly type: string
  readonly label: string
  readonly osType: string
  readonly linuxConfiguration: string
  readonly applications: string
}

export const virtualMachine: Machine = {
  key: 'vm',
  type: 'Microsoft.Compute/virtualMachines',
  label: 'Linux virtual machines',
  osType: 'Microsoft.Compute/virtualMachines/storageProfile.osDisk.osType',
  linuxConfiguration: 'Microsoft.Compute/virtualMachines/osProfile.linuxConfiguration',
  applications: 'Microsoft.Compute/virtualMachines/applicationProfile.galleryApplications',
}

export const scaleSet: Machine = {
  key: 'vmss',
  type: 'Microsoft.Compute/virtualMachineScaleSets',
  label: 'Linux scale sets (Uniform)',
  osType: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachineProfile.storageProfile.osDisk.osType',
  linuxConfiguration: 'Microsoft.Compute/virtualMachineScaleSets/osProfile.linuxConfiguration',
  applications:
    'Microsoft.Compute/virtualMachineScaleSets/virtualMachineProfile.applicationProfile.galleryApplications',
}

export const machines = [virtualMachine, scaleSet] as const

/** Conditions that hold for the machines that the login packages are for. */
export function supportedMachine(machine: Machine): JsonObject[] {
  return [
    { field: 'type', equals: machine.type },
    ...(machine.key === 'vmss' ? [uniform] : []),
    ...noAksNode,
    notExcluded,
    { anyOf: [includedImage, includedPublisher(machine), ...imageConditions()] },
  ]
}

/** Instances of Flexible sets are ordinary VMs and get the extension as such; old sets lack the property. */
const uniform: JsonObject = {
  field: 'Microsoft.Compute/virtualMachineScaleSets/orchestrationMode',
  notEquals: 'Flexible',
}

/** AKS sets up the login on its nodes itself; their images have no publisher, so the tags have to tell. */
const noAksNode: readonly JsonObject[] = [
  { field: "tags['aks-managed-orchestrator']", exists: 'false' },
  { field: "tags['aks-managed-poolName']", exists: 'false' },
  { field: 'Microsoft.Compute/imagePublisher', notEquals: 'microsoft-aks' },
]

export const notExcluded: JsonObject = {
  field: "[concat('tags[', parameters('exclusionTag'), ']')]",
  exists: 'false',
}

/** A gallery image by its id, whichever of its versions. */
const includedImage: JsonObject = {
  count: {
    value: "[parameters('includedImageIds')]",
    name: 'imageId',
    where: {
      anyOf: [
        { field: 'Microsoft.Compute/imageId', equals: "[current('imageId')]" },
        { field: 'Microsoft.Compute/imageId', like: "[concat(current('imageId'), '/versions/*')]" },
      ],
    },
  },
  greater: 0,
}

/** A request for a new VM has no osType yet: the platform adds it. So either sign of Linux will do. */
function includedPublisher({ osType, linuxConfiguration }: Machine): JsonObject {
  return {
    allOf: [
      { field: 'Microsoft.Compute/imagePublisher', in: "[parameters('includedImagePublishers')]" },
      {
        anyOf: [
          { field: osType, like: 'Linux*' },
          { field: linuxConfiguration, exists: 'true' },
        ],
      },
    ],
  }
}

export const lacksSystemIdentity: JsonObject = {
  anyOf: [
    { field: 'identity.type', exists: 'false' },
    { field: 'identity.type', notContains: 'SystemAssigned' },
  ],
}

export const hasSystemIdentity: JsonObject = { field: 'identity.type', contains: 'SystemAssigned' }

/** The handler is not there as a VM Application: one machine, one handler. */
export function lacksApplication({ applications }: Machine): JsonObject {
  return {
    count: {
      field: `${applications}[*]`,
      where: {
        field: `${applications}[*].packageReferenceId`,
        contains: "[concat('/applications/', parameters('applicationName'), '/')]",
      },
    },
    equals: 0,
  }
}

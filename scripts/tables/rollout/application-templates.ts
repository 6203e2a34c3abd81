import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from '../../package/paths.ts'
import type { JsonObject } from './json.ts'
import { apiVersions, application } from './names.ts'
import { deploymentTemplate, templateParameter } from './template.ts'

const actions = ['install', 'update', 'remove'] as const
export type Action = (typeof actions)[number]

const commandFile = z.record(z.enum(actions), z.array(z.string()).min(1))

const location = templateParameter('string', 'Region of the gallery.', '[resourceGroup().location]')
const galleryName = templateParameter('string', 'Name of the compute gallery.')
const name = "[format('{0}/{1}', parameters('galleryName'), parameters('applicationName'))]"

/** The gallery and the application in it, without a version. */
export function galleryTemplate(): JsonObject {
  return deploymentTemplate({
    parameters: { galleryName, applicationName: applicationName(), location },
    resources: [
      {
        type: 'Microsoft.Compute/galleries',
        apiVersion: apiVersions.gallery,
        name: "[parameters('galleryName')]",
        location: "[parameters('location')]",
        properties: { description: 'Software for virtual machines' },
      },
      {
        type: 'Microsoft.Compute/galleries/applications',
        apiVersion: apiVersions.gallery,
        name,
        location: "[parameters('location')]",
        dependsOn: ["[resourceId('Microsoft.Compute/galleries', parameters('galleryName'))]"],
        properties: { supportedOSType: 'Linux', description: 'Login with Microsoft Entra ID over SSH' },
      },
    ],
    outputs: {
      applicationId: {
        type: 'string',
        value:
          "[resourceId('Microsoft.Compute/galleries/applications', parameters('galleryName'), parameters('applicationName'))]",
      },
    },
  })
}

/** One version of the application: its package and its commands. Both can never be changed, only superseded. */
export function applicationVersionTemplate(version: string): JsonObject {
  return deploymentTemplate({
    parameters: {
      galleryName,
      applicationName: applicationName(),
      location,
      packageUri: templateParameter('secureString', 'Where Azure reads the package: a blob, with a SAS if private.'),
      configurationUri: templateParameter('secureString', 'Where Azure reads the settings file; empty for none.', ''),
      targetRegions: templateParameter('array', 'Regions as { "name": … }; the own one must be among them.', [
        { name: '[resourceGroup().location]', regionalReplicaCount: 1 },
      ]),
      excludeFromLatest: templateParameter('bool', 'Whether "latest" passes this version over.', false),
    },
    resources: [
      {
        type: 'Microsoft.Compute/galleries/applications/versions',
        apiVersion: apiVersions.gallery,
        name: `[format('{0}/{1}/{2}', parameters('galleryName'), parameters('applicationName'), '${version}')]`,
        location: "[parameters('location')]",
        properties: { publishingProfile: publishingProfile(version) },
      },
    ],
  })
}

/** The command line of each action, for one version of the handler. Throws when one is too long for Azure. */
export function commandLines(version: string): Record<Action, string> {
  const text = readFileSync(join(root, 'rollout/vm-application/commands.json'), 'utf8')
  const parts = commandFile.parse(JSON.parse(text))
  const line = (action: Action): string => parts[action].join('; ').replaceAll('{version}', version)
  return { install: line('install'), update: line('update'), remove: line('remove') }
}

function publishingProfile(version: string): JsonObject {
  return {
    source: {
      mediaLink: "[parameters('packageUri')]",
      defaultConfigurationLink: "[if(empty(parameters('configurationUri')), null(), parameters('configurationUri'))]",
    },
    manageActions: commandLines(version),
    settings: {
      packageFileName: application.package,
      configFileName: application.configuration,
      scriptBehaviorAfterReboot: 'None',
    },
    targetRegions: "[parameters('targetRegions')]",
    excludeFromLatest: "[parameters('excludeFromLatest')]",
  }
}

function applicationName(): JsonObject {
  return templateParameter('string', 'Name of the application.', application.name)
}

import type { JsonObject } from './json.ts'
import { apiVersions, extension } from './names.ts'
import { deploymentTemplate, templateParameter } from './template.ts'

const label = 'Microsoft Entra ID login over SSH for Linux'

/** Extensions have four numbers; the last one is for hotfixes, which go everywhere. */
export function extensionVersion(version: string): string {
  return `${version}.0`
}

/** The classic way to publish: the body of a request of the service management API. Braces are for the publisher. */
export function extensionImage(version: string): string {
  const elements = [
    ['ProviderNameSpace', '{publisher}'],
    ['Type', extension.type],
    ['Version', extensionVersion(version)],
    ['Label', label],
    ['HostingResources', 'VmRole'],
    ['MediaLink', '{blobUri}'],
    ['Description', label],
    ['IsInternalExtension', 'true'],
    ['Eula', '{eulaUri}'],
    ['PrivacyUri', '{privacyUri}'],
    ['HomepageUri', '{homepageUri}'],
    ['IsJsonExtension', 'true'],
    ['SupportedOS', 'Linux'],
    ['CompanyName', '{company}'],
    ['Regions', '{regions}'],
  ]
  const lines = elements.map(([name = '', text = '']) => `  <${name}>${text}</${name}>`)
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<ExtensionImage xmlns="http://schemas.microsoft.com/windowsazure">',
    ...lines,
    '</ExtensionImage>',
    '',
  ].join('\n')
}

/** The resource manager's way to publish; its type is not in the public list of types. */
export function sharedExtensionTemplate(version: string): JsonObject {
  return deploymentTemplate({
    parameters: {
      publisher: templateParameter('string', 'Namespace that Microsoft has approved, without underscores.'),
      packageUri: templateParameter('secureString', 'Where Azure reads the zip.'),
      regions: templateParameter('array', 'Region names as in ramp-plan.json; ["*"] is everywhere.'),
      isInternal: templateParameter('bool', 'Whether only the subscription of the publisher sees it.', true),
    },
    resources: [
      {
        type: 'Microsoft.Compute/sharedVMExtensions/versions',
        apiVersion: apiVersions.sharedExtensions,
        name: `[format('{0}.${extension.type}/${extensionVersion(version)}', parameters('publisher'))]`,
        location: '[resourceGroup().location]',
        properties: {
          mediaLink: "[parameters('packageUri')]",
          regions: "[parameters('regions')]",
          computeRole: 'IaaS',
          supportedOS: 'Linux',
          isInternalExtension: "[parameters('isInternal')]",
          safeDeploymentPolicy: 'Minimal',
          configuration: { isJsonExtension: true },
        },
      },
    ],
  })
}

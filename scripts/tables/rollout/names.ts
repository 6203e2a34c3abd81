/** The extension that the templates set by default; every template lets it be named otherwise. */
export const extension = {
  publisher: 'Microsoft.Azure.ActiveDirectory',
  type: 'AADSSHLoginForLinux',
  version: '1.0',
} as const

/** The application of the compute gallery, and how its package lies on the VM. */
export const application = {
  name: 'aadsshlogin-handler',
  package: 'aadsshlogin-handler.tar.gz',
  configuration: 'aadsshlogin-handler.json',
} as const

/** Built-in roles, by what the portal calls them. */
export const roles = {
  'Virtual Machine Contributor': '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
  'Managed Identity Operator': 'f1a07417-d97a-45cb-824c-7a7467783830',
  'Azure Connected Machine Resource Administrator': 'cd570a14-e51a-42ad-bac8-bafd67325302',
  'Virtual Machine Administrator Login': '1c0163c0-47e6-4577-8991-ea5c82e286e4',
  'Virtual Machine User Login': 'fb879df8-f326-4884-b1cf-06f3ad86be52',
} as const
export type RoleName = keyof typeof roles

/** The built-in definition that flags local accounts; it needs the Machine Configuration agent on the machines. */
export const localAccountsDefinition = 'fad40cac-a972-4db0-b204-f1b15cced89a'

export const apiVersions = {
  compute: '2024-11-01',
  gallery: '2024-03-03',
  hybridCompute: '2024-07-10',
  policyDefinitions: '2023-04-01',
  policyAssignments: '2022-06-01',
  remediations: '2024-10-01',
  roleAssignments: '2022-04-01',
  sharedExtensions: '2019-12-01',
} as const

/** The id of a built-in role, as policies and role assignments name it. */
export function roleId(name: RoleName): string {
  return `/providers/Microsoft.Authorization/roleDefinitions/${roles[name]}`
}

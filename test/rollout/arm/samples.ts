import type { Dictionary } from '../artefacts.ts'

/** Values for the parameters of the templates that have no default, and for those that a test wants filled. */
export const samples: Readonly<Record<string, Dictionary>> = {
  'arm/vm-extension.json': { vmName: 'vm1', protectedSettings: { proxyCredentials: { username: 'u', password: 'p' } } },
  'arm/vmss-extension.json': { scaleSetName: 'set1', provisionAfterExtensions: ['ApplicationHealth'] },
  'arm/arc-extension.json': { machineName: 'arc1', settings: { logLevel: 'debug' } },
  'roles/login-roles.json': { administratorIds: ['id-1', 'id-2'], userIds: ['id-3'] },
  'policy/assignment.subscription.json': {
    notScopes: ['/subscriptions/s/resourceGroups/lab'],
    policyParameters: { extensionEffect: { value: 'DeployIfNotExists' } },
    resourceSelectors: [{ name: 'first', selectors: [{ kind: 'resourceLocation', in: ['westeurope'] }] }],
  },
  'policy/assignment.management-group.json': { initiative: 'aadsshlogin-application' },
  'policy/remediation-1-identity.json': { assignmentId: '/assignment', locations: ['westeurope'] },
  'policy/remediation-2-extension.json': { assignmentId: '/assignment' },
  'policy/remediation-2-application.json': { assignmentId: '/assignment' },
  'vm-application/gallery.json': { galleryName: 'software' },
  'vm-application/version.json': {
    galleryName: 'software',
    packageUri: 'https://blob/package.tar.gz',
    configurationUri: 'https://blob/settings.json',
  },
  'publish/shared-vm-extension-version.json': {
    publisher: 'Contoso.Login',
    packageUri: 'https://blob/extension.zip',
    regions: ['*'],
  },
}

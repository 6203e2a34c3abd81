import type { Case } from './judge.ts'
import { refused, served } from './images.ts'
import { arc, extension, galleryApplicationId, scaleSet, vm, type Traits } from './resources.ts'

const galleryImage = '/subscriptions/s/resourceGroups/images/providers/Microsoft.Compute/galleries/own/images/base'
const windows = 'MicrosoftWindowsServer:WindowsServer:2022-datacenter'
const hardened = 'center-for-internet-security-inc:cis-ubuntu:cis-ubuntu-2204-l1'

/** Parameters of the assignment that all fixtures are judged with. */
export const assignmentParameters = {
  includedImageIds: [galleryImage],
  includedImagePublishers: ['center-for-internet-security-inc', 'microsoft-aks'],
  galleryApplicationId,
}

/** Columns of the table: definitions for VMs; those for scale sets have the same names with another beginning. */
export const columns = ['identity', 'extension', 'application', 'identity-audit', 'login-audit'] as const

/** What is expected of a machine, one verdict per column. */
export interface Fixture {
  readonly name: string
  readonly kind: 'vm' | 'vmss'
  readonly subject: Case
  readonly expected: string
}

type Row = readonly [name: string, traits: Traits, expected: string]

const nothing = '-----'
const needsExtension = '-!!-!'
const needsAll = '!-!!!'

/** What the image, the identity, extensions and applications of a machine come to. */
const shared: readonly Row[] = [
  ['system-assigned identity', {}, needsExtension],
  ['both kinds of identity', { identity: 'SystemAssigned, UserAssigned' }, needsExtension],
  ['both kinds, as a modify leaves it', { identity: 'UserAssigned,SystemAssigned' }, needsExtension],
  ['user-assigned identity only', { identity: 'UserAssigned' }, needsAll],
  ['no identity', { identity: null }, needsAll],
  ['identity None', { identity: 'None' }, needsAll],
  ['extension done', { extensions: [extension()] }, '-+!-+'],
  ['extension failed', { extensions: [extension('Failed')] }, needsExtension],
  ['extension under way', { extensions: [extension('Updating')] }, needsExtension],
  ['extension under another name, its type in other case', { extensions: [avm()] }, '-+!-+'],
  ['another extension only', { extensions: [custom()] }, needsExtension],
  ['another extension under our name', { extensions: [named()] }, needsExtension],
  [
    'same type of another publisher',
    { extensions: [extension('Succeeded', { publisher: 'Contoso' })] },
    needsExtension,
  ],
  ['our type among others', { extensions: [custom(), extension()] }, '-+!-+'],
  ['predecessor only', { extensions: [extension('Succeeded', { type: 'AADLoginForLinux' })] }, needsExtension],
  ['extension done, identity gone', { identity: null, extensions: [extension()] }, '!-!!+'],
  ['the application', { applications: [`${galleryApplicationId}/versions/1.0.0`] }, nothing],
  [
    'the application, no identity',
    { identity: null, applications: [`${galleryApplicationId}/versions/latest`] },
    '!--!-',
  ],
  ['another application', { applications: ['/galleries/g/applications/scanner/versions/2.0.0'] }, needsExtension],
  [
    'an application whose name begins so',
    { applications: [`${galleryApplicationId}-test/versions/1.0.0`] },
    needsExtension,
  ],
  ['the same application from another gallery', { applications: [otherGallery()] }, '--!--'],
  ['AKS node', { tags: { 'aks-managed-orchestrator': 'Kubernetes:1.31' } }, nothing],
  ['AKS pool', { tags: { 'aks-managed-poolName': 'nodepool1' } }, nothing],
  ['AKS image, though its publisher is on the list', { image: 'microsoft-aks:aks:node' }, nothing],
  [
    'AKS image, though its publisher is on the list, no identity',
    { image: 'microsoft-aks:aks:node', identity: null },
    nothing,
  ],
  ['AKS node without identity', { tags: { 'aks-managed-orchestrator': 'Kubernetes:1.31' }, identity: null }, nothing],
  ['AKS pool without identity', { tags: { 'aks-managed-poolName': 'nodepool1' }, identity: null }, nothing],
  ['tagged to be left alone, no identity', { tags: { 'aadsshlogin-exclude': '' }, identity: null }, nothing],
  ['gallery image on the list, no identity', { imageId: `${galleryImage}/versions/1.2.3`, identity: null }, needsAll],
  [
    'gallery image not on the list, no identity',
    { imageId: galleryImage.replace('own', 'else'), identity: null },
    nothing,
  ],
  [
    'gallery image whose name begins so, no identity',
    { imageId: `${galleryImage}-windows/versions/1.0.0`, identity: null },
    nothing,
  ],
  ['Windows without identity', { image: windows, os: 'Windows', identity: null }, nothing],
  [
    'hardened Windows without identity',
    { image: 'center-for-internet-security-inc:cis-win:l1', os: 'Windows', identity: null },
    nothing,
  ],
  ['appliance without identity', { image: 'paloaltonetworks:vmseries-flex:byol', identity: null }, nothing],
  ['tagged to be left alone', { tags: { 'AADSSHLogin-exclude': 'until March' } }, nothing],
  ['tags of others', { tags: { owner: 'web', 'aks-cluster': 'no' } }, needsExtension],
  ['gallery image on the list', { imageId: galleryImage }, needsExtension],
  ['gallery image on the list, one version', { imageId: `${galleryImage}/versions/1.2.3` }, needsExtension],
  ['gallery image on the list, other case', { imageId: galleryImage.toUpperCase() }, needsExtension],
  ['gallery image not on the list', { imageId: galleryImage.replace('own', 'else') }, nothing],
  ['gallery image whose name begins so', { imageId: `${galleryImage}-windows/versions/1.0.0` }, nothing],
  ['hardened Linux', { image: hardened }, needsExtension],
  ['hardened Windows', { image: 'center-for-internet-security-inc:cis-win:l1', os: 'Windows' }, nothing],
  ['hardened Linux in a request', { image: hardened, os: null, identity: null }, needsAll],
  ['new machine: no OS type, no identity', { os: null, identity: null }, needsAll],
  ['request of an API without identities', { identity: null, apiVersion: '2017-03-30' }, '--!!!'],
  ['Windows', { image: windows, os: 'Windows' }, nothing],
]

const sets: readonly Row[] = [
  ['Uniform', { orchestration: 'Uniform' }, needsExtension],
  ['Uniform without identity', { orchestration: 'Uniform', identity: null }, needsAll],
  ['Flexible', { orchestration: 'Flexible' }, nothing],
  ['Flexible with user-assigned identities', { orchestration: 'Flexible', identity: 'UserAssigned' }, nothing],
  ['Flexible without identity', { orchestration: 'Flexible', identity: null }, nothing],
]

/** Every VM and scale set with what is expected of it. */
export const fixtures: readonly Fixture[] = [
  ...[...shared, ['type in lower case', { type: 'microsoft.compute/virtualmachines' }, needsExtension] as const].map(
    ([name, traits, expected]): Fixture => ({ name: `VM: ${name}`, kind: 'vm', subject: vm(traits), expected }),
  ),
  ...[...shared, ...sets].map(([name, traits, expected]): Fixture => ({
    name: `set: ${name}`,
    kind: 'vmss',
    subject: scaleSet(traits),
    expected,
  })),
  // For VMs only: the conditions for images are the same in every definition, and a test holds them together.
  ...[...served, ...Object.keys(refused)].map((image): Fixture => {
    const expected = served.includes(image) ? needsExtension : nothing
    return { name: `VM: ${image}`, kind: 'vm', subject: vm({ image }), expected }
  }),
]

/** Arc-enabled servers: one verdict, that of arc-extension. */
export const arcFixtures: readonly { name: string; subject: Case; expected: string }[] = [
  { name: 'Arc: Linux', subject: arc('linux'), expected: '!' },
  { name: 'Arc: Linux in other case', subject: arc('Linux'), expected: '!' },
  { name: 'Arc: Linux with the extension', subject: arc('linux', [extension()]), expected: '+' },
  { name: 'Arc: Linux with the extension failed', subject: arc('linux', [extension('Failed')]), expected: '!' },
  { name: 'Arc: Linux with another extension', subject: arc('linux', [custom()]), expected: '!' },
  {
    name: 'Arc: same type of another publisher',
    subject: arc('linux', [extension('Succeeded', { publisher: 'Contoso' })]),
    expected: '!',
  },
  { name: 'Arc: Windows', subject: arc('windows'), expected: '-' },
  { name: 'Arc: tagged', subject: arc('linux', [], { 'aadsshlogin-exclude': '' }), expected: '-' },
]

/** As the Azure Verified Module names and spells it. */
function avm(): ReturnType<typeof extension> {
  return extension('Succeeded', { name: 'AADLogin', type: 'AADSSHLoginforLinux' })
}

function custom(): ReturnType<typeof extension> {
  const publisher = 'Microsoft.Azure.Extensions'
  return extension('Succeeded', { name: 'CustomScript', publisher, type: 'CustomScript' })
}

function named(): ReturnType<typeof extension> {
  return extension('Succeeded', { publisher: 'Microsoft.Azure.Extensions', type: 'CustomScript' })
}

function otherGallery(): string {
  return `${galleryApplicationId.replace('/software/', '/other/')}/versions/1.0.0`
}

import {
  type Mutation,
  demand,
  ends,
  existence,
  neverExclude,
  operation,
  remove,
  replace,
  replaceLast,
  skuByBeginning,
  text,
} from './mutations.ts'

/** A wrong definition: one that somebody has published, or could write. */
export interface Mutant {
  readonly name: string
  readonly definition: string
  /** Makes the definition wrong. */
  readonly change: Mutation
}

const identityField = { field: 'identity.type', equals: 'SystemAssigned' }
const osTypes = {
  vm: 'Microsoft.Compute/virtualMachines/storageProfile.osDisk.osType',
  vmss: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachineProfile.storageProfile.osDisk.osType',
}

/** Faults of definitions that are public, and the ones next to them. */
export const mutants: readonly Mutant[] = [
  ...(['vm', 'vmss'] as const).flatMap((kind): Mutant[] => [
    {
      name: 'identity compared with equals: machines with both kinds are missed',
      definition: `${kind}-extension`,
      change: replace('identity.type', identityField),
    },
    {
      name: 'exclusions that never apply: any of them not being so is always true',
      definition: `${kind}-extension`,
      change: neverExclude,
    },
    {
      name: 'no condition for the image: Windows and appliances get it',
      definition: `${kind}-extension`,
      change: remove((part) => JSON.stringify(part).includes('imageOffer')),
    },
    {
      name: 'the OS type demanded of requests that do not have it yet',
      definition: `${kind}-identity`,
      change: demand({ field: osTypes[kind], equals: 'Linux' }),
    },
    {
      name: 'a failed extension counts as there',
      definition: `${kind}-extension`,
      change: existence((parts) => parts.filter(({ field }) => !ends(field, 'provisioningState'))),
    },
    {
      name: 'the extension known by its type alone',
      definition: `${kind}-login-audit`,
      change: existence((parts) => parts.filter(({ field }) => !ends(field, 'publisher'))),
    },
    {
      name: 'the extension known by the name of its resource',
      definition: `${kind}-extension`,
      change: existence(() => [{ field: 'name', equals: 'AADSSHLoginForLinux' }]),
    },
    {
      name: 'identity added only where there is none: user-assigned ones are left without',
      definition: `${kind}-identity`,
      change: replaceLast({ field: 'identity.type', exists: 'false' }),
    },
    {
      name: 'identity added where there is one of any other kind only',
      definition: `${kind}-identity`,
      change: replaceLast({ field: 'identity.type', equals: 'UserAssigned' }),
    },
    {
      name: 'identity replaced: user-assigned ones are lost',
      definition: `${kind}-identity`,
      change: operation({ value: 'SystemAssigned' }),
    },
    {
      name: 'identity added by versions of the API that do not know it',
      definition: `${kind}-identity`,
      change: remove(({ value }) => value !== undefined),
    },
    {
      name: 'the extension beside the application',
      definition: `${kind}-extension`,
      change: remove(({ count }) => count !== undefined),
    },
    {
      name: 'other applications thrown away',
      definition: `${kind}-application`,
      change: operation({ operation: 'addOrReplace' }),
    },
    {
      name: 'an application known by the beginning of its name',
      definition: `${kind}-application`,
      change: text("[concat(parameters('galleryApplicationId'), '/')]", "[parameters('galleryApplicationId')]"),
    },
    {
      name: 'any application counts as ours',
      definition: `${kind}-application`,
      change: text("[concat(parameters('galleryApplicationId'), '/')]", '/applications/'),
    },
    {
      name: 'a failed application reported as success',
      definition: `${kind}-application`,
      change: text('"treatFailureAsDeploymentFailure":true', '"treatFailureAsDeploymentFailure":false', ''),
    },
    {
      name: 'gallery images only by their full id',
      definition: `${kind}-identity-audit`,
      change: text("[concat(current('imageId'), '/versions/*')]", 'never'),
    },
    {
      name: 'gallery images by the beginning of their id',
      definition: `${kind}-identity-audit`,
      change: text("[concat(current('imageId'), '/versions/*')]", "[concat(current('imageId'), '*')]"),
    },
    {
      name: 'no check of the identity: the install fails with 22',
      definition: `${kind}-extension`,
      change: remove(({ field }) => field === 'identity.type'),
    },
    {
      name: 'machines without an identity not told about',
      definition: `${kind}-login-audit`,
      change: demand({ field: 'identity.type', contains: 'SystemAssigned' }),
    },
  ]),
  {
    name: 'images by the beginning of their SKU: a system whose files cannot be changed',
    definition: 'vm-extension',
    change: skuByBeginning,
  },
  {
    name: 'Flexible sets treated as Uniform ones',
    definition: 'vmss-extension',
    change: remove(({ field }) => ends(field, 'orchestrationMode')),
  },
  {
    name: 'only sets that say Uniform: older ones say nothing',
    definition: 'vmss-extension',
    change: replace('orchestrationMode', {
      field: 'Microsoft.Compute/virtualMachineScaleSets/orchestrationMode',
      equals: 'Uniform',
    }),
  },
  {
    name: 'Arc-enabled Windows servers',
    definition: 'arc-extension',
    change: remove(({ field }) => ends(field, 'osName')),
  },
]

import type { ComputeManagementClient } from '@azure/arm-compute'
import type { RoundTrip } from './wire.ts'

/** The resource types of Microsoft.Compute. */
export function compute(client: ComputeManagementClient): Readonly<Record<string, RoundTrip>> {
  const { galleries, galleryApplications, galleryApplicationVersions } = client
  return {
    'Microsoft.Compute/virtualMachines/extensions': {
      read: ([vm = '', name = '']) => client.virtualMachineExtensions.get('rg', vm, name),
      write: ([vm = '', name = ''], model) =>
        client.virtualMachineExtensions.createOrUpdate('rg', vm, name, model as never),
    },
    'Microsoft.Compute/virtualMachineScaleSets/extensions': {
      read: ([set = '', name = '']) => client.virtualMachineScaleSetExtensions.get('rg', set, name),
      write: ([set = '', name = ''], model) =>
        client.virtualMachineScaleSetExtensions.createOrUpdate('rg', set, name, model),
    },
    'Microsoft.Compute/galleries': {
      read: ([gallery = '']) => galleries.get('rg', gallery),
      write: ([gallery = ''], model) => galleries.createOrUpdate('rg', gallery, model as never),
    },
    'Microsoft.Compute/galleries/applications': {
      read: ([gallery = '', name = '']) => galleryApplications.get('rg', gallery, name),
      write: ([gallery = '', name = ''], model) =>
        galleryApplications.createOrUpdate('rg', gallery, name, model as never),
    },
    'Microsoft.Compute/galleries/applications/versions': {
      read: ([gallery = '', name = '', version = '']) => galleryApplicationVersions.get('rg', gallery, name, version),
      write: ([gallery = '', name = '', version = ''], model) =>
        galleryApplicationVersions.createOrUpdate('rg', gallery, name, version, model as never),
    },
  }
}

import { blobRoot, type FabricAddresses } from './addresses.ts'
import type { Identifiers } from './identifiers.ts'

/** The URLs under which the agent finds the blobs of this run. */
export interface BlobNames {
  /** Both places of a handler's manifest; the agent tries them in random order. */
  readonly manifests: (handler: string) => readonly [string, string]
  /** Both places of a package. */
  readonly packages: (handler: string, version: string) => readonly [string, string]
  readonly status: string
}

/** Returns the blob URLs of a run. */
export function blobNames(addresses: FabricAddresses, ids: Identifiers): BlobNames {
  const root = blobRoot(addresses)
  const both = (name: string): [string, string] => [
    `${root}/${ids.blobContainer}/${name}`,
    `${root}/${ids.blobContainer}b/${name}`,
  ]
  return {
    manifests: (handler) => both(`${handler}_manifest.xml`),
    packages: (handler, version) => both(`${handler}__${version}.zip`),
    status: `${root}/$system/${ids.vmName}.status?sv=2018-03-28&sr=b&sig=bGFi`,
  }
}

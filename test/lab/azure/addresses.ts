/** One listening address of the fabric. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Where the fabric listens; `blobName` is the name that blob URLs carry (the guest resolves it to `blob.host`). */
export interface FabricAddresses {
  readonly wire: Endpoint
  readonly hostPlugin: Endpoint
  readonly imds: Endpoint
  readonly blob: Endpoint
  readonly blobName: string
}

/** The addresses of Azure itself; 198.51.100.10 is of the documentation range and stands for blob storage. */
export const azureAddresses: FabricAddresses = {
  wire: { host: '168.63.129.16', port: 80 },
  hostPlugin: { host: '168.63.129.16', port: 32526 },
  imds: { host: '169.254.169.254', port: 80 },
  blob: { host: '198.51.100.10', port: 80 },
  blobName: 'lab.blob.core.windows.net',
}

/** Returns the root of blob URLs, with the port only where it is not 80. */
export function blobRoot(addresses: FabricAddresses): string {
  const port = addresses.blob.port === 80 ? '' : `:${addresses.blob.port}`
  return `http://${addresses.blobName}${port}`
}

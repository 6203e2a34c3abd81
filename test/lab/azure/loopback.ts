import { randomInt } from 'node:crypto'
import type { FabricAddresses } from './addresses.ts'

/** Returns addresses on this machine's loopback, of a random network below 127/8, so that runs do not meet. */
export function loopbackAddresses(): FabricAddresses {
  const network = `127.${randomInt(1, 255)}.${randomInt(1, 255)}`
  return {
    wire: { host: `${network}.1`, port: 8080 },
    hostPlugin: { host: `${network}.1`, port: 32526 },
    imds: { host: `${network}.2`, port: 8080 },
    blob: { host: `${network}.3`, port: 8080 },
    blobName: `${network}.3`,
  }
}

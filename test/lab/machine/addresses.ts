/** Who has which address in the lab; the fabric's loopback owns all but the guest's own. */
export const addresses = {
  guest: '10.0.0.4',
  gateway: '10.0.0.1',
  /** WireServer and HostGAPlugin. */
  wireServer: '168.63.129.16',
  /** Instance metadata service. */
  metadata: '169.254.169.254',
  /** Blob storage; from the documentation ranges of RFC 5737, as the two below. */
  blob: '198.51.100.10',
  packages: '203.0.113.10',
  proxy: '203.0.113.20',
  /** Sign-in and resource manager. */
  resourceManager: '203.0.113.30',
} as const

/** The same host in the network of a machine with another place. */
export function placed(address: string, place: number): string {
  return address.replace(/^10\.0\.0\./, `10.0.${place}.`)
}

/** The addresses a machine reaches through the gateway. */
export const fabricAddresses = [
  addresses.wireServer,
  addresses.metadata,
  addresses.blob,
  addresses.packages,
  addresses.proxy,
  addresses.resourceManager,
]

/** What /etc/hosts of every machine says about the fabric. */
export const hostNames = {
  'packages.microsoft.com': addresses.packages,
  'mirror.test': addresses.packages,
  'proxy.test': addresses.proxy,
  'lab.blob.core.windows.net': addresses.blob,
} as const

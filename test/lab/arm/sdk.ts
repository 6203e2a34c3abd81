import { ComputeManagementClient } from '@azure/arm-compute'
import { PolicyClient } from '@azure/arm-policy'
import { ClientSecretCredential } from '@azure/identity'
import type { Principal } from './tokens.ts'

/** Where a resource manager is, and who asks. */
export interface Access {
  /** Of sign-in and resource manager alike, for instance `https://127.0.0.1:8443`. */
  readonly endpoint: string
  /** The certificate authority that signed for it, PEM. */
  readonly authority: string
  readonly principal: Principal
  readonly subscriptionId: string
}

/** Azure's own JavaScript clients, signed in with a secret. */
export interface Clients {
  readonly compute: ComputeManagementClient
  readonly policy: PolicyClient
}

/** Returns the clients; nothing is asked before the first use. */
export function clientsFor({ endpoint, authority, principal, subscriptionId }: Access): Clients {
  const tlsOptions = { ca: authority }
  const { tenantId, clientId, secret } = principal
  const options = { authorityHost: endpoint, disableInstanceDiscovery: true, tlsOptions }
  const credential = new ClientSecretCredential(tenantId, clientId, secret, options)
  const own = { endpoint, tlsOptions, retryOptions: { maxRetries: 0 } }
  return {
    compute: new ComputeManagementClient(credential, subscriptionId, own),
    policy: new PolicyClient(credential, subscriptionId, own),
  }
}

/** Everything of a list that comes in pages. */
export async function listed<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of pages) all.push(one)
  return all
}

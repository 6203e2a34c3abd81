import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateKey } from 'openpgp'
import { systemToken } from '../../test/checks/tokens.ts'
import { patienceMs } from './patient.ts'

export interface Network {
  /** Host and port. */
  readonly address: string
  readonly close: () => void
}

/** Answers as the metadata service, the sign-in hosts and the place of the repository's key, at one address. */
export async function openNetwork(): Promise<Network> {
  const { publicKey } = await generateKey({ userIDs: [{ name: 'Rehearsal' }], format: 'armored' })
  const lasting = { expires_in: '86400', expires_on: '4102444800', resource: 'r', token_type: 'Bearer' }
  const token = JSON.stringify({ access_token: systemToken, ...lasting })
  const metadata = JSON.stringify({ azEnvironment: 'AzurePublicCloud', vmId: 'v', vmScaleSetName: '' })
  const answer = ({ url = '' }: IncomingMessage): string => {
    if (url.includes('/keys/')) return publicKey
    return url.includes('/metadata/instance') ? metadata : token
  }
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(answer(request))
  })
  server.keepAliveTimeout = patienceMs
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

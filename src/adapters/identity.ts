import { limits } from '../core/limits.ts'
import { parseRetryAfter } from '../core/retry.ts'
import type { Http, HttpAnswer, Identity, IdentityAnswer } from '../host.ts'
import { createImdsClient, metadataPlaces, type MetadataPlaces } from './imds-client.ts'

/** Variables by which @azure/identity takes its token from elsewhere, or writes what it does to stderr. */
const steering = /^(?:AZURE|MSI|IDENTITY|IMDS|MSAL)_/

/**
 * Managed identity through @azure/identity, loaded when first asked because that takes a fifth of a second. One per
 * process and one request at a time: the library goes on using the first HTTP client it was given. Whether this is an
 * Arc machine the library sees for itself (/opt/azcmagent/bin/himds). `places` take those of the real service in tests.
 */
export function createIdentity(http: Http, places: Partial<MetadataPlaces> = {}): Identity {
  const client = createImdsClient(http, { ...metadataPlaces, ...places })
  return {
    request: async (scope, timeoutMs) => {
      client.begin(timeoutMs)
      const restore = hideSteering()
      try {
        const { ManagedIdentityCredential } = await import('@azure/identity')
        const credential = new ManagedIdentityCredential({ httpClient: client, retryOptions: { maxRetries: 0 } })
        // Whatever stands in the answer is handed on, of whatever type.
        const token: unknown = (await credential.getToken(scope).catch(() => undefined))?.token
        // Why there is no token the library keeps to itself; the client has written down the answer.
        return typeof token === 'string' ? { kind: 'token', token } : withoutToken(client.answer())
      } finally {
        restore()
      }
    },
  }
}

function withoutToken(answer: HttpAnswer): IdentityAnswer {
  if (answer.kind === 'silence') return { kind: 'silence', reason: answer.reason }
  if (answer.status === 200) return { kind: 'silence', reason: 'HTTP 200 without a token' }
  const capMs = limits.metadata.maxWaitSeconds * 1000
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], Date.now(), capMs)
  return { kind: 'refused', status: answer.status, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

/** Takes the steering variables out of the environment; the answer puts them back. */
function hideSteering(): () => void {
  const hidden = Object.entries(process.env).filter(([name]) => steering.test(name))
  for (const [name] of hidden) Reflect.deleteProperty(process.env, name)
  return () => {
    for (const [name, value] of hidden) process.env[name] = value
  }
}

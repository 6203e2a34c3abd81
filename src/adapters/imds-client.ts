import type { ManagedIdentityCredentialClientIdOptions } from '@azure/identity'
import { limits } from '../core/limits.ts'
import type { Http, HttpAnswer } from '../host.ts'

type HttpClient = NonNullable<ManagedIdentityCredentialClientIdOptions['httpClient']>
type PipelineResponse = Awaited<ReturnType<HttpClient['sendRequest']>>

export const metadataHost = '169.254.169.254'

export interface ImdsClient extends HttpClient {
  /** Forgets the last answer; the next request may take `timeoutMs`. */
  begin(timeoutMs: number): void
  /** The answer since then, or why there was none. */
  answer(): HttpAnswer
}

/**
 * The HTTP client that @azure/identity gets: reaches the metadata service and nothing else, direct, within a time,
 * and remembers the answer.
 */
export function createImdsClient(http: Http, imdsHost: string): ImdsClient {
  let answer: HttpAnswer = notAsked
  let timeoutMs: number = limits.metadata.timeoutMs
  return {
    begin: (nextTimeoutMs) => {
      answer = notAsked
      timeoutMs = nextTimeoutMs
    },
    answer: () => answer,
    sendRequest: async (request) => {
      const url = new URL(request.url)
      if (url.protocol !== 'http:' || url.host !== metadataHost || request.method !== 'GET') {
        answer = { kind: 'silence', reason: `refused to ask ${url.host} instead of the metadata service` }
        throw new Error(answer.reason)
      }
      url.host = imdsHost
      const { maxBytes } = limits.metadata
      answer = await http.get({ url: url.href, headers: { Metadata: 'true' }, timeoutMs, maxBytes })
      if (answer.kind === 'silence') throw new Error(answer.reason)
      const bodyAsText = forgettable(new TextDecoder().decode(answer.body))
      return { request, status: answer.status, headers: noHeaders, bodyAsText }
    },
  }
}

const notAsked: HttpAnswer = { kind: 'silence', reason: 'the metadata service was not asked' }

/**
 * The body with a token that seems to end now. The library keeps tokens in a cache of the process and would go on
 * answering with the user-assigned identity's after the system-assigned one has come.
 */
function forgettable(body: string): string {
  try {
    const fields: unknown = JSON.parse(body)
    if (typeof fields !== 'object' || fields === null) return body
    return JSON.stringify({ ...fields, expires_on: String(Math.floor(Date.now() / 1000) + 1), refresh_in: undefined })
  } catch {
    return body
  }
}

/** The library needs none of the answer's headers; Retry-After would start its own waiting. */
const noHeaders: PipelineResponse['headers'] = {
  get: () => undefined,
  has: () => false,
  set: () => undefined,
  delete: () => undefined,
  toJSON: () => ({}),
  [Symbol.iterator]: () => [][Symbol.iterator](),
}

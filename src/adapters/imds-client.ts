import type { ManagedIdentityCredentialClientIdOptions } from '@azure/identity'
import { limits } from '../core/limits.ts'
import type { Http, HttpAnswer } from '../host.ts'
import { readArcKey } from './arc-challenge.ts'

type HttpClient = NonNullable<ManagedIdentityCredentialClientIdOptions['httpClient']>
type PipelineResponse = Awaited<ReturnType<HttpClient['sendRequest']>>

/** The metadata service of Azure, that of an Arc machine, and the folder of the latter's keys. */
export interface MetadataPlaces {
  readonly imds: string
  readonly himds: string
  readonly arcKeys: string
}

export const metadataPlaces: MetadataPlaces = {
  imds: '169.254.169.254',
  himds: '127.0.0.1:40342',
  arcKeys: '/var/opt/azcmagent/tokens',
}

export interface ImdsClient extends HttpClient {
  /** Forgets the last answer; the next request may take `timeoutMs`. */
  begin(timeoutMs: number): void
  /** The answer since then, or why there was none. */
  answer(): HttpAnswer
}

/**
 * The HTTP client that @azure/identity gets: reaches the metadata service or, where the library chooses it, himds of
 * an Arc machine, and nothing else, direct, within a time, and remembers the answer. `places` take the usual ones'.
 */
export function createImdsClient(http: Http, places: MetadataPlaces): ImdsClient {
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
      const plain = url.protocol === 'http:' && request.method === 'GET'
      if (plain && url.host === metadataPlaces.imds) answer = await ask(http, at(url, places.imds), timeoutMs)
      else if (plain && url.host === metadataPlaces.himds)
        answer = await askArc(http, at(url, places.himds), { timeoutMs, folder: places.arcKeys })
      else answer = silence(`refused to ask ${url.host} instead of the metadata service`)
      if (answer.kind === 'silence') throw new Error(answer.reason)
      const bodyAsText = forgettable(new TextDecoder().decode(answer.body))
      return { request, status: answer.status, headers: noHeaders, bodyAsText }
    },
  }
}

const notAsked = silence('the metadata service was not asked')

function silence(reason: string): HttpAnswer & { readonly kind: 'silence' } {
  return { kind: 'silence', reason }
}

function at(url: URL, host: string): string {
  const place = new URL(url)
  place.host = host
  return place.href
}

function ask(http: Http, url: string, timeoutMs: number, more: Record<string, string> = {}): Promise<HttpAnswer> {
  const { maxBytes } = limits.metadata
  return http.get({ url, headers: { Metadata: 'true', ...more }, timeoutMs, maxBytes })
}

/** Both halves of the proof that himds wants: the question, and the question again with what stands in its key file. */
async function askArc(
  http: Http,
  url: string,
  { timeoutMs, folder }: { timeoutMs: number; folder: string },
): Promise<HttpAnswer> {
  const first = await ask(http, url, timeoutMs)
  if (first.kind === 'silence' || first.status !== 401) return first
  const key = await readArcKey(first.headers['www-authenticate'], folder)
  if (key.kind === 'problem') return silence(key.reason)
  const second = await ask(http, url, timeoutMs, { Authorization: `Basic ${key.key}` })
  if (second.kind === 'silence' || second.status !== 401) return second
  return silence('himds did not take the key it had asked for (HTTP 401)')
}

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

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { asArmError, Operations } from './operations.ts'
import type { Route } from './router.ts'
import type { SignIn, SignInAnswer } from './tokens.ts'
import { ArmError, type Answer, type Dictionary } from './wire.ts'

/** A request that was answered. */
export interface Answered {
  readonly method: string
  readonly path: string
  readonly apiVersion: string
  readonly status: number
}

/** Between two questions about an operation, in seconds; without this word az waits half a minute. */
const retryAfter = '1'

const polls = /^(?:\/subscriptions\/[^/]+)?\/providers\/[^/]+\/locations\/[^/]+\/operations\/([^/]+)$/i

/** Answers HTTP requests to the sign-in host and the resource manager, which share this address. */
export function front(route: Route, signIn: SignIn, log: (answered: Answered) => void): RequestListener {
  const operations = new Operations()
  return (message, response) => {
    void (async () => {
      const url = new URL(message.url ?? '/', `https://${message.headers.host ?? ''}`)
      const text = await textOf(message)
      const signedIn = answerSignIn(signIn, message.method ?? '', url, text)
      if (signedIn !== undefined) {
        send(response, signedIn.status, signedIn.body, {})
        return
      }
      const answer = await answerOf(message, url, text)
      const headers = answer.work === undefined ? {} : announce(operations.start(answer.work), url, answer.status)
      const apiVersion = url.searchParams.get('api-version') ?? ''
      log({ method: message.method ?? '', path: url.pathname, apiVersion, status: answer.status })
      send(response, answer.status, answer.body, headers)
    })()
  }

  async function answerOf(message: IncomingMessage, url: URL, text: string): Promise<Answer> {
    try {
      signIn.admit(message.headers.authorization)
      requireVersion(url)
      const [, operation] = polls.exec(url.pathname) ?? []
      if (operation !== undefined) {
        return url.searchParams.has('monitor') ? operations.result(operation) : operations.poll(operation)
      }
      const body = text === '' ? {} : parsed(text)
      const path = url.pathname.replace(/\/+/g, '/')
      return await route({ method: message.method ?? '', path, query: url.searchParams, body })
    } catch (error) {
      const refusal = asArmError(error)
      return { status: refusal.status, body: { error: refusal.body } }
    }
  }
}

function requireVersion(url: URL): void {
  const version = url.searchParams.get('api-version') ?? ''
  if (/^\d{4}-\d{2}-\d{2}(-\w+)?$/.test(version)) return
  const message = `The api-version query parameter (?api-version=) is required for all requests.`
  throw new ArmError(400, 'MissingApiVersionParameter', message)
}

/** az puts templates into its requests as they are, under a name without quotes; the resource manager takes that. */
function parsed(text: string): Dictionary {
  return JSON.parse(text.replace(/, template:(?=\{)/, ', "template":')) as Dictionary
}

/** What the sign-in host answers; undefined where the path is none of its own. */
function answerSignIn(signIn: SignIn, method: string, url: URL, text: string): SignInAnswer | undefined {
  const [, tenant = '', rest] =
    /^\/([^/]+)\/(v2\.0\/\.well-known\/openid-configuration|oauth2\/v2\.0\/token)$/.exec(url.pathname) ?? []
  if (rest === undefined) return undefined
  return method === 'POST' ? signIn.token(new URLSearchParams(text)) : signIn.configuration(tenant, url.origin)
}

/** Where to ask how an operation goes on, as headers. */
function announce(id: string, { origin, pathname, searchParams }: URL, status: number): Record<string, string> {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(pathname)?.[0] ?? ''
  const place = `${origin}${subscription}/providers/Microsoft.Compute/locations/westeurope/operations/${id}`
  const link = `${place}?api-version=${searchParams.get('api-version') ?? ''}`
  return {
    'Azure-AsyncOperation': link,
    'Azure-AsyncNotification': 'Enabled',
    ...(status === 202 ? { Location: `${link}&monitor=true` } : {}),
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  const content = body === undefined ? '' : JSON.stringify(body)
  const type = body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }
  response.writeHead(status, {
    ...type,
    'Retry-After': retryAfter,
    'Content-Length': Buffer.byteLength(content),
    ...headers,
  })
  response.end(content)
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { SecureContext } from 'node:tls'
import type { Http, HttpAnswer, HttpRequest, NetworkPhase } from '../host.ts'
import { followPhase } from './network-phase.ts'
import { explainNetworkError } from './network-reason.ts'

/** Loaded by the first who needs it: it takes 25 ms, and an `enable` with nothing to do asks the metadata service alone. */
const https = (): typeof import('node:https') => process.getBuiltinModule('node:https')
const tls = (): typeof import('node:tls') => process.getBuiltinModule('node:tls')

/** Some web application firewalls refuse a request without one. */
const userAgent = 'aadsshlogin-handler'

/**
 * HTTP over Node. Whom it trusts is asked when somebody must be trusted first: Node's own roots, because an old
 * machine's may have expired, and those of the machine, which handler.sh names to Node (NODE_EXTRA_CA_CERTS), because a
 * private mirror or an inspecting proxy has its CA there. No other environment variable has a say: neither proxies nor
 * switched-off verification.
 */
export function createHttp(trust: () => SecureContext = () => tls().createSecureContext()): Http {
  let context: SecureContext | undefined
  const secureContext = (): SecureContext => (context ??= trust())
  return {
    get: async (request) => {
      try {
        const url = new URL(request.url)
        const proxy = request.proxy === undefined ? undefined : new URL(request.proxy)
        const agent = url.protocol === 'https:' ? secureAgent(proxy, secureContext()) : plainAgent(proxy)
        return await exchange(url, request, agent)
      } catch {
        // Thrown before anything was sent: an address, a proxy or a header that Node does not take.
        return silence('not a usable address, proxy or header')
      }
    },
  }
}

/** With an empty proxyEnv an own agent goes direct, whatever NODE_USE_ENV_PROXY says. */
function proxyEnv(proxy: URL | undefined): Record<string, string> {
  return proxy === undefined ? {} : { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href }
}

function plainAgent(proxy: URL | undefined): HttpAgent {
  return new HttpAgent({ keepAlive: false, proxyEnv: proxyEnv(proxy) })
}

function secureAgent(proxy: URL | undefined, secureContext: SecureContext): HttpsAgent {
  return new (https().Agent)({ keepAlive: false, rejectUnauthorized: true, secureContext, proxyEnv: proxyEnv(proxy) })
}

/** One request and its whole answer before the deadline, however slowly it drips. */
function exchange(url: URL, request: HttpRequest, agent: HttpAgent): Promise<HttpAnswer> {
  const { headers = {}, timeoutMs } = request
  const send = url.protocol === 'https:' ? https().request : httpRequest
  const outgoing = send(url, { agent, headers: { 'user-agent': userAgent, ...headers } })
  return new Promise((resolve) => {
    let begun = false
    const phase = followPhase(outgoing, url, request.proxy !== undefined)
    const finish = (answer: HttpAnswer): void => {
      clearTimeout(timer)
      outgoing.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => {
      finish(silence(`${begun ? 'no end of the answer' : 'no answer'} within ${timeoutMs / 1000} s`, phase()))
    }, timeoutMs)
    outgoing.on('error', (error) => {
      const attempt = { url, begun, ...(request.proxy && { proxy: new URL(request.proxy) }) }
      finish(silence(explainNetworkError(error, attempt), phase()))
    })
    outgoing.on('response', (response) => {
      begun = true
      collect(response, request.maxBytes, finish)
    })
    outgoing.end()
  })
}

function collect(response: IncomingMessage, maxBytes: number, finish: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > maxBytes) finish(silence(`the answer is larger than ${maxBytes} bytes`, 'http'))
    else chunks.push(chunk)
  })
  response.on('error', () => {
    finish(silence('connection closed before the answer was complete', 'http'))
  })
  response.on('end', () => {
    const body = new Uint8Array(Buffer.concat(chunks))
    finish({ kind: 'answer', status: response.statusCode ?? 0, headers: flat(response), body })
  })
}

function flat(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return Object.fromEntries(entries) as Record<string, string>
}

function silence(reason: string, phase?: NetworkPhase): HttpAnswer {
  return { kind: 'silence', reason, ...(phase !== undefined && { phase }) }
}

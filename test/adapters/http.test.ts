import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, request, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, createServer as createPlainServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createHttp } from '../../src/adapters/http.ts'
import type { HttpAnswer, HttpRequest } from '../../src/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { listen, makeCertificates, type Certificates } from './loopback.ts'

const run = promisify(execFile)
let certificates: Certificates

beforeAll(() => {
  certificates = makeCertificates()
})
afterAll(() => {
  certificates.remove()
})

function get(url: string, change: Partial<HttpRequest> = {}, ca = [certificates.ca]): Promise<HttpAnswer> {
  return createHttp(() => createSecureContext({ ca })).get({ url, timeoutMs: 5000, maxBytes: 1000, ...change })
}

async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${String(await listen(createServer(listener)))}`
}

/** A server that answers each connection with these bytes, whatever is asked. */
async function serveBytes(answer: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${String(
    await listen(
      createPlainServer((socket) =>
        socket.once('data', () => {
          answer(socket)
        }),
      ),
    ),
  )}`
}

async function serveSecurely(cert = certificates.certificate): Promise<string> {
  const server = createSecureServer({ key: certificates.key, cert }, (incoming, response) => {
    response.end(`secure ${incoming.url!}`)
  })
  return `https://localhost:${String(await listen(server))}`
}

function silence(reason: string): HttpAnswer {
  return { kind: 'silence', reason }
}

function bodyOf(answer: HttpAnswer): string {
  return answer.kind === 'answer' ? new TextDecoder().decode(answer.body) : answer.reason
}

describe('an answer', () => {
  it('comes with status, headers and body', async () => {
    const base = await serve((incoming, response) => {
      response.writeHead(429, { 'Retry-After': '7', 'Set-Cookie': ['a=1', 'b=2'] })
      response.end(`${incoming.method!} ${incoming.url!} ${String(incoming.headers.metadata)}`)
    })

    const answer = await get(`${base}/path?a=b%20c`, { headers: { Metadata: 'true' } })

    expect(answer).toMatchObject({ kind: 'answer', status: 429 })
    expect(answer).toMatchObject({ headers: { 'retry-after': '7', 'set-cookie': 'a=1, b=2' } })
    expect(bodyOf(answer)).toBe('GET /path?a=b%20c true')
  })

  it('that points elsewhere is not followed', async () => {
    let asked = 0
    const base = await serve((_incoming, response) => {
      asked++
      response.writeHead(302, { Location: '/elsewhere' }).end()
    })

    expect(await get(base)).toMatchObject({ status: 302 })
    expect(asked).toBe(1)
  })

  it('may be as large as allowed and no larger', async () => {
    const base = await serve((incoming, response) => response.end('x'.repeat(Number(incoming.url!.slice(1)))))

    expect(bodyOf(await get(`${base}/1000`))).toHaveLength(1000)
    expect(await get(`${base}/1001`)).toMatchObject(silence('the answer is larger than 1000 bytes'))
  })

  it('without end is cut off', async () => {
    let sent = 0
    const base = await serve((_incoming, response) => {
      const more = (): void => {
        sent += 10_000
        if (response.write('x'.repeat(10_000))) setImmediate(more)
      }
      more()
    })

    expect(await get(base)).toMatchObject(silence('the answer is larger than 1000 bytes'))
    expect(sent).toBeLessThan(10_000_000)
  })
})

describe('the time limit', () => {
  it('ends a server that never answers', async () => {
    const base = await serve(() => undefined)
    const startedAt = performance.now()

    expect(await get(base, { timeoutMs: 200 })).toMatchObject(silence('no answer within 0.2 s'))
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })

  it('ends an answer that drips for ever', async () => {
    const base = await serve((_incoming, response) => {
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => {
        clearInterval(timer)
      })
    })

    expect(await get(base, { timeoutMs: 1000 })).toMatchObject(silence('no end of the answer within 1 s'))
  })

  it('ends headers that drip for ever', async () => {
    const base = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('X-More: y\r\n'), 20)
      socket.on('close', () => {
        clearInterval(timer)
      })
    })

    expect(await get(base, { timeoutMs: 300 })).toMatchObject(silence('no answer within 0.3 s'))
  })

  it('covers a TLS handshake that never comes', async () => {
    const base = await serveBytes(() => undefined)

    expect(await get(base.replace('http:', 'https:'), { timeoutMs: 200 })).toMatchObject(
      silence('no answer within 0.2 s'),
    )
  })
})

describe('trouble is a value', () => {
  it('when nobody listens', async () => {
    expect(await get('http://127.0.0.1:1/')).toMatchObject(silence('connection refused'))
  })

  it.each([
    ['closes at once', (socket: Socket) => socket.destroy(), 'connection reset'],
    ['speaks another language', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'not an HTTP answer'],
    [
      'stops in the middle',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
      'connection closed before the answer was complete',
    ],
  ])('when the server %s', async (_what, answer, reason) => {
    expect(await get(await serveBytes(answer))).toMatchObject(silence(reason))
  })

  it.each(['', 'packages.microsoft.com', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'http://[::1', 'http://a:99999/'])(
    'when the address is "%s"',
    async (url) => {
      expect(await get(url)).toMatchObject(silence('not a usable address, proxy or header'))
    },
  )

  it('when a header or a proxy cannot be sent', async () => {
    const base = await serve((_incoming, response) => response.end())

    expect(await get(base, { headers: { Metadata: 'true\r\nX: y' } })).toMatchObject(
      silence('not a usable address, proxy or header'),
    )
    expect(await get(base, { proxy: 'nonsense' })).toMatchObject(silence('not a usable address, proxy or header'))
  })
})

describe('TLS', () => {
  it('trusts whom it is told to', async () => {
    expect(bodyOf(await get(`${await serveSecurely()}/a`))).toBe('secure /a')
  })

  it('asks whom to trust once, and not before somebody must be trusted', async () => {
    const trust = vi.fn(() => createSecureContext({ ca: certificates.ca }))
    const http = createHttp(trust)
    const ask = async (base: string) => http.get({ url: base, timeoutMs: 5000, maxBytes: 1000 })

    await ask(await serve((_, response) => response.end()))
    expect(trust).not.toHaveBeenCalled()
    expect(await ask(await serveSecurely())).toMatchObject({ kind: 'answer' })
    expect(await ask(await serveSecurely())).toMatchObject({ kind: 'answer' })
    expect(trust).toHaveBeenCalledOnce()
  })

  describe('the CA bundle that Node is told of', () => {
    const source = new URL('../../src/adapters/http.ts', import.meta.url).href
    const script = `
      import { createHttp } from '${source}'
      const answer = await createHttp().get({ url: process.argv[1], timeoutMs: 5000, maxBytes: 1000 })
      console.log(answer.kind === 'answer' ? answer.status : answer.reason)`
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

    it.each<[string, string, () => string]>([
      ['is trusted', '200', () => certificates.ca],
      ['is trusted as far as it can be read', '200', () => `${certificates.ca}${broken}`],
      ['is left out when it is empty', 'TLS: certificate not trusted', () => ''],
      ['is left out when it is no bundle', 'TLS: certificate not trusted', () => 'hello'],
      ['is left out when it is broken', 'TLS: certificate not trusted', () => broken],
    ])('%s', async (_what, said, text) => {
      const bundle = join(temporaryFolder(), 'ca.crt')
      writeFileSync(bundle, text())
      const words = ['--input-type=module', '-e', script, await serveSecurely()]

      const { stdout } = await run(process.execPath, words, { env: { NODE_EXTRA_CA_CERTS: bundle } })

      expect(stdout.trim()).toBe(said)
    })
  })

  it('refuses an expired certificate and one for another name', async () => {
    const other = (await serveSecurely()).replace('localhost', '127.0.0.1')

    expect(await get(await serveSecurely(certificates.expired))).toMatchObject(silence('TLS: certificate expired'))
    expect(await get(other)).toMatchObject(silence('TLS: certificate for another name'))
  })

  it('is not switched off by the environment', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const answer = await get(await serveSecurely(), {}, []).finally(() => vi.unstubAllEnvs())

    expect(answer).toMatchObject(silence('TLS: certificate not trusted'))
  })

  it('says so when the server does not speak it', async () => {
    const base = await serveBytes((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))

    const answer = await get(base.replace('http:', 'https:'))

    expect(bodyOf(answer)).toMatch(/^TLS: no secure connection \(\w+\)$/)
  })
})

interface Proxy {
  readonly url: string
  readonly host: string
  readonly seen: string[]
}

/** A forwarding proxy that notes method, target and the credentials it was given. */
async function startProxy(tunnel = 'HTTP/1.1 200 Connection established'): Promise<Proxy> {
  const seen: string[] = []
  const note = (method: string, target: string, credentials = ''): void => {
    const decoded = Buffer.from(credentials.replace('Basic ', ''), 'base64').toString()
    seen.push(`${method} ${target} ${decoded}`)
  }
  const server = createServer((incoming, response) => {
    note(incoming.method!, incoming.url!, incoming.headers['proxy-authorization'])
    request(incoming.url!, (answer) => answer.pipe(response)).end()
  })
  server.on('connect', ({ url, headers }: { url: string; headers: Record<string, string> }, client: Socket) => {
    note('CONNECT', url, headers['proxy-authorization'])
    if (!tunnel.includes('200')) return client.end(`${tunnel}\r\n\r\n`)
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write(`${tunnel}\r\n\r\n`)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    return client.on('close', () => upstream.destroy())
  })
  const host = `127.0.0.1:${String(await listen(server))}`
  return { url: `http://${host}`, host, seen }
}

describe('a proxy', () => {
  it('carries plain requests', async () => {
    const proxy = await startProxy()
    const base = await serve((incoming, response) => response.end(`plain ${incoming.url!}`))

    expect(bodyOf(await get(`${base}/a`, { proxy: proxy.url }))).toBe('plain /a')
    expect(proxy.seen).toEqual([`GET ${base}/a `])
  })

  it('tunnels secure ones', async () => {
    const proxy = await startProxy()
    const base = await serveSecurely()

    expect(bodyOf(await get(`${base}/b`, { proxy: proxy.url }))).toBe('secure /b')
    expect(proxy.seen).toEqual([`CONNECT ${new URL(base).host} `])
  })

  it('gets the credentials of its address, decoded', async () => {
    const proxy = await startProxy()
    const [plain, secure] = [await serve((_incoming, response) => response.end()), await serveSecurely()]
    const url = proxy.url.replace('://', '://us%40er:p%3Aw%20d@')

    await get(`${plain}/`, { proxy: url })
    await get(`${secure}/`, { proxy: url })

    expect(proxy.seen).toEqual([`GET ${plain}/ us@er:p:w d`, `CONNECT ${new URL(secure).host} us@er:p:w d`])
  })

  it.each([
    ['HTTP/1.1 407 Proxy Authentication Required', 'HTTP 407'],
    ['HTTP/1.1 403 Forbidden', 'HTTP 403'],
  ])('that refuses with %s is named, without its credentials', async (tunnel, reason) => {
    const proxy = await startProxy(tunnel)
    const url = proxy.url.replace('://', '://user:secret@')

    const answer = await get(await serveSecurely(), { proxy: url })

    expect(answer).toMatchObject(silence(`proxy ${proxy.host}: refused, ${reason}`))
  })

  it('that is not there is named', async () => {
    for (const url of ['http://localhost:2/', 'https://localhost:2/'])
      expect(await get(url, { proxy: 'http://u:secret@127.0.0.1:1' })).toMatchObject(
        silence('proxy 127.0.0.1:1: connection refused'),
      )
  })

  it('that never answers is within the time limit', async () => {
    const proxy = await serveBytes(() => undefined)

    for (const url of ['http://localhost:2/', 'https://localhost:2/'])
      expect(await get(url, { proxy, timeoutMs: 200 })).toMatchObject(silence('no answer within 0.2 s'))
  })

  it('of the environment is ignored', async () => {
    const proxy = await startProxy()
    const base = await serve((_incoming, response) => response.end('direct'))
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'])
      vi.stubEnv(name, proxy.url)
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')

    const answers = [await get(base), await get(await serveSecurely())]
    vi.unstubAllEnvs()

    expect(answers.map(bodyOf)).toEqual(['direct', 'secure /'])
    expect(proxy.seen).toEqual([])
  })
})

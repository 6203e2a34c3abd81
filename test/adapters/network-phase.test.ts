import { createServer } from 'node:http'
import { createServer as createPlainServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createHttp } from '../../src/adapters/http.ts'
import type { HttpAnswer } from '../../src/host.ts'
import { listen, makeCertificates } from './loopback.ts'
import { createServer as createSecureServer } from 'node:https'
import { createSecureContext } from 'node:tls'

interface Way {
  readonly proxy?: string
  readonly ca?: string[]
  /** Ten seconds unless given: for what is silent. */
  readonly timeoutMs?: number
}

const soon = { timeoutMs: 500 }

/** What comes of a request. */
function get(url: string, { ca = [], timeoutMs = 10_000, ...way }: Way = {}): Promise<HttpAnswer> {
  return createHttp(() => createSecureContext({ ca })).get({ url, timeoutMs, maxBytes: 1000, ...way })
}

/** A server that does this with each connection, as host and port. */
async function serve(meet: (socket: Socket) => void): Promise<string> {
  return `localhost:${String(await listen(createPlainServer(meet)))}`
}

const silent = (): undefined => undefined
const closing = (socket: Socket): void => void socket.once('data', () => socket.destroy())

describe('followPhase', () => {
  it('ends with DNS at a name that nobody has', async () => {
    expect(await get('https://not..a.name/')).toMatchObject({
      phase: 'dns',
      reason: expect.stringMatching(/^DNS: /) as string,
    })
  })

  it.each(['http://127.0.0.1:1/', 'https://[::1]:1/', 'http://localhost:1/', 'https://localhost:1/'])(
    'ends with TCP at a closed port: %s',
    async (url) => {
      expect(await get(url)).toMatchObject({ phase: 'tcp', reason: 'connection refused' })
    },
  )

  it.each([
    ['never answers', silent, soon, 'no answer within 0.5 s'],
    ['closes at once', closing, {}, 'connection reset'],
    ['speaks no TLS', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), {}, undefined],
  ])('ends with TLS at a server that %s', async (_, meet, way, reason) => {
    expect(await get(`https://${await serve(meet)}/`, way)).toMatchObject({ phase: 'tls', ...(reason && { reason }) })
  })

  it('ends with TLS at a certificate that nobody trusts, and with HTTP behind one that is trusted', async () => {
    const certificates = makeCertificates()
    const { key, certificate: cert, ca } = certificates
    const url = `https://localhost:${String(await listen(createSecureServer({ key, cert }, silent)))}/`

    const [stranger, known] = [await get(url), await get(url, { ca: [ca], ...soon })]
    certificates.remove()

    expect(stranger).toMatchObject({ phase: 'tls', reason: 'TLS: certificate not trusted' })
    expect(known).toMatchObject({ phase: 'http', reason: 'no answer within 0.5 s' })
  })

  it.each([
    ['never answers', silent, soon, 'no answer within 0.5 s'],
    ['closes at once', closing, {}, 'connection reset'],
  ])('ends with HTTP at a plain server that %s', async (_, meet, way, reason) => {
    expect(await get(`http://${await serve(meet)}/`, way)).toMatchObject({ phase: 'http', reason })
  })

  it('ends with HTTP at an answer that has begun', async () => {
    const port = await listen(createServer((_, response) => response.end('x'.repeat(1001))))

    expect(await get(`http://localhost:${String(port)}/`)).toMatchObject({
      phase: 'http',
      reason: expect.stringMatching(/larger/) as string,
    })
  })

  it.each(['http://nowhere.invalid/', 'https://nowhere.invalid/'])('ends with the proxy for %s', async (url) => {
    expect(await get(url, { proxy: 'http://localhost:1' })).toMatchObject({
      phase: 'proxy',
      reason: expect.stringMatching(/connection refused$/) as string,
    })
  })

  it('ends with the proxy that opens no tunnel, and with HTTP at one that has the plain request', async () => {
    const way = { proxy: `http://${await serve(silent)}`, ...soon }

    expect(await get('https://nowhere.invalid/', way)).toMatchObject({
      phase: 'proxy',
      reason: expect.stringMatching(/no answer/) as string,
    })
    expect(await get('http://nowhere.invalid/', way)).toMatchObject({
      phase: 'http',
      reason: expect.stringMatching(/no answer/) as string,
    })
  })
})

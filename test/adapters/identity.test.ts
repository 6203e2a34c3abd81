import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createHttp } from '../../src/adapters/http.ts'
import { createIdentity } from '../../src/adapters/identity.ts'
import type { Identity, IdentityAnswer } from '../../src/host.ts'

const scope = 'https://management.azure.com/'
const run = promisify(execFile)

interface Imds {
  readonly asked: IncomingMessage[]
}

let answerOnce: RequestListener = () => undefined
let identity: Identity
let server: Server

// One for the whole file: @azure/identity goes on using the first HTTP client that a process gives it.
beforeAll(async () => {
  server = createServer((incoming, response) => {
    answerOnce(incoming, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  identity = createIdentity(createHttp(), { imds: imdsHost() })
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function imdsHost(): string {
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

/** From now on the metadata service answers so. */
function startImds(answer: (response: ServerResponse, nth: number) => void): Imds {
  const asked: IncomingMessage[] = []
  answerOnce = (incoming, response) => {
    asked.push(incoming)
    answer(response, asked.length)
  }
  return { asked }
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

/** What the metadata service sends with a token: all values are strings. */
function tokenBody(token: string): object {
  const expires = String(Math.floor(Date.now() / 1000) + 86_400)
  return {
    access_token: token,
    client_id: '00000000-0000-0000-0000-000000000001',
    expires_in: '86400',
    expires_on: expires,
    ext_expires_in: '86399',
    not_before: '0',
    resource: scope,
    token_type: 'Bearer',
  }
}

function ask(timeoutMs = 5000): Promise<IdentityAnswer> {
  return identity.request(scope, timeoutMs)
}

describe('request', () => {
  it('asks the metadata service as its contract wants it', async () => {
    const imds = startImds((response) => {
      json(response, tokenBody('abc'))
    })

    expect(await ask()).toEqual({ kind: 'token', token: 'abc' })
    expect(imds.asked).toHaveLength(1)
    const { pathname, searchParams } = new URL(imds.asked[0]!.url!, 'http://x')
    expect(pathname).toBe('/metadata/identity/oauth2/token')
    expect(Object.fromEntries(searchParams)).toEqual({ 'api-version': '2018-02-01', resource: scope })
    expect(imds.asked[0]!.headers).toMatchObject({ metadata: 'true' })
    expect(imds.asked[0]!.headers).not.toHaveProperty('x-forwarded-for')
  })

  it('asks anew each time, so that a new identity is seen', async () => {
    startImds((response, nth) => {
      json(response, tokenBody(`token-${String(nth)}`))
    })

    expect(await ask()).toEqual({ kind: 'token', token: 'token-1' })
    expect(await ask()).toEqual({ kind: 'token', token: 'token-2' })
  })

  it.each([400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504])(
    'answers HTTP %i after one question',
    async (status) => {
      const imds = startImds((response) => {
        json(response, { error: 'invalid_request', error_description: 'Identity not found' }, status)
      })

      expect(await ask()).toEqual({ kind: 'refused', status })
      expect(imds.asked).toHaveLength(1)
    },
  )

  it.each([
    ['60', 60_000],
    ['100000', 600_000],
  ])('hands Retry-After: %s on', async (header, retryAfterMs) => {
    const imds = startImds((response) => response.writeHead(429, { 'Retry-After': header }).end('{}'))
    const startedAt = performance.now()

    expect(await ask()).toEqual({ kind: 'refused', status: 429, retryAfterMs })
    expect(imds.asked).toHaveLength(1)
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })

  it('does not follow a page that points elsewhere', async () => {
    const imds = startImds((response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end())

    expect(await ask()).toEqual({ kind: 'refused', status: 302 })
    expect(imds.asked).toHaveLength(1)
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['a page of a proxy', '<html>please log in</html>'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['an empty token', JSON.stringify({ ...tokenBody('') })],
    ['a list', '[]'],
    ['half an answer', '{"access_token":"a'],
  ])('takes HTTP 200 with %s for no answer', async (_what, body) => {
    startImds((response) => response.end(body))

    expect(await ask()).toEqual({ kind: 'silence', reason: 'HTTP 200 without a token' })
  })

  it('takes a token whatever stands beside it', async () => {
    startImds((response) => {
      json(response, { access_token: 'abc', expires_on: 'never', refresh_in: -1, client_id: 7 })
    })

    expect(await ask()).toEqual({ kind: 'token', token: 'abc' })
  })

  it('takes an answer beyond 64 KiB for none', async () => {
    startImds((response) => {
      json(response, tokenBody('x'.repeat(70_000)))
    })

    expect(await ask()).toEqual({ kind: 'silence', reason: 'the answer is larger than 65536 bytes' })
  })

  it('ends in time when there is no answer', async () => {
    startImds(() => undefined)

    expect(await ask(200)).toEqual({ kind: 'silence', reason: 'no answer within 0.2 s' })
  })

  it('ends in time when the answer drips', async () => {
    startImds((response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        clearInterval(timer)
      })
    })

    expect(await ask(200)).toEqual({ kind: 'silence', reason: 'no end of the answer within 0.2 s' })
  })

  it('hears of a new identity after a refusal and a silence', async () => {
    startImds((response, nth) => {
      if (nth === 1) json(response, { error: 'invalid_request' }, 400)
      if (nth === 3) json(response, tokenBody('abc'))
    })

    expect(await ask()).toEqual({ kind: 'refused', status: 400 })
    expect(await ask(200)).toEqual({ kind: 'silence', reason: 'no answer within 0.2 s' })
    expect(await ask()).toEqual({ kind: 'token', token: 'abc' })
  })

  it('gives the environment back as it was', async () => {
    vi.stubEnv('AZURE_CLIENT_ID', 'mine')
    startImds((response) => {
      json(response, tokenBody('abc'))
    })

    const answer = await ask()
    const after = process.env.AZURE_CLIENT_ID
    vi.unstubAllEnvs()

    expect(answer).toMatchObject({ kind: 'token' })
    expect(after).toBe('mine')
  })
})

/** Each would send @azure/identity elsewhere. Its choice is remembered for a whole process, hence one per row. */
const hostile: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'App Service': { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/', IDENTITY_HEADER: 'x' },
  'Service Fabric': { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/', IDENTITY_HEADER: 'x', IDENTITY_SERVER_THUMBPRINT: 'x' },
  'Cloud Shell': { MSI_ENDPOINT: 'http://127.0.0.1:1/' },
  'Machine Learning': { MSI_ENDPOINT: 'http://127.0.0.1:1/', MSI_SECRET: 'x' },
  Arc: { IDENTITY_ENDPOINT: 'http://127.0.0.1:1/', IMDS_ENDPOINT: 'http://127.0.0.1:1/' },
  'pod identity': { AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://127.0.0.1:1/' },
  'token exchange': { AZURE_CLIENT_ID: 'x', AZURE_TENANT_ID: 'x', AZURE_FEDERATED_TOKEN_FILE: '/etc/hostname' },
  'a proxy': {
    http_proxy: 'http://127.0.0.1:1',
    HTTP_PROXY: 'http://127.0.0.1:1',
    ALL_PROXY: 'http://127.0.0.1:1',
    NODE_USE_ENV_PROXY: '1',
  },
  logging: { AZURE_LOG_LEVEL: 'verbose' },
}

const source = new URL('../../src/adapters/', import.meta.url)
const script = `
import { createHttp } from '${new URL('http.ts', source).href}'
import { createIdentity } from '${new URL('identity.ts', source).href}'
const identity = createIdentity(createHttp(), { imds: process.argv[1] })
console.log(JSON.stringify(await identity.request('${scope}', 2000)))
`

describe('the environment of the process', () => {
  it.each(Object.entries(hostile))('has no say: %s', async (_what, env) => {
    const imds = startImds((response) => {
      json(response, tokenBody('abc'))
    })

    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script, imdsHost()], { env })

    expect(JSON.parse(stdout)).toEqual({ kind: 'token', token: 'abc' })
    expect(stderr).toBe('')
    expect(imds.asked).toHaveLength(1)
  })
})

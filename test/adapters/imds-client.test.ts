import { describe, expect, it } from 'vitest'
import { createImdsClient, type ImdsClient } from '../../src/adapters/imds-client.ts'
import type { HttpAnswer, HttpRequest } from '../../src/host.ts'

const tokenUrl = 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01'
type Request = Parameters<ImdsClient['sendRequest']>[0]

function client(answer: HttpAnswer): { client: ImdsClient; requests: HttpRequest[] } {
  const requests: HttpRequest[] = []
  const http = {
    get: async (request: HttpRequest) => {
      requests.push(request)
      return answer
    },
  }
  return { client: createImdsClient(http, '127.0.0.1:8080'), requests }
}

function request(url: string, method = 'GET'): Request {
  return { url, method } as Request
}

function answered(body: string, status = 200): HttpAnswer {
  return { kind: 'answer', status, headers: { 'retry-after': '5' }, body: new TextEncoder().encode(body) }
}

describe('createImdsClient', () => {
  it.each([
    ['http://localhost:40342/metadata/identity/oauth2/token', 'GET', 'localhost:40342'],
    ['http://169.254.169.254:8080/metadata', 'GET', '169.254.169.254:8080'],
    ['http://169.254.169.254.evil.example/metadata', 'GET', '169.254.169.254.evil.example'],
    ['http://169.254.169.254@evil.example/metadata', 'GET', 'evil.example'],
    ['https://login.microsoftonline.com/common/oauth2/token', 'GET', 'login.microsoftonline.com'],
    ['https://169.254.169.254/metadata', 'GET', '169.254.169.254'],
    [tokenUrl, 'POST', '169.254.169.254'],
  ])('refuses to ask %s with %s', async (url, method, host) => {
    const { client: imds, requests } = client(answered('{}'))

    await expect(imds.sendRequest(request(url, method))).rejects.toThrow(/^refused to ask /)

    expect(requests).toEqual([])
    expect(imds.answer()).toEqual({
      kind: 'silence',
      reason: `refused to ask ${host} instead of the metadata service`,
    })
  })

  it('asks directly, within bounds, with no header but the one that is needed', async () => {
    const { client: imds, requests } = client(answered('{}'))

    imds.begin(700)
    await imds.sendRequest(request(tokenUrl))

    expect(requests).toEqual([
      {
        url: tokenUrl.replace('169.254.169.254', '127.0.0.1:8080'),
        headers: { Metadata: 'true' },
        timeoutMs: 700,
        maxBytes: 65_536,
      },
    ])
  })

  it('hands on body and status, but no header that would make the library wait', async () => {
    const { client: imds } = client(answered('{"error":"x"}', 429))

    const response = await imds.sendRequest(request(tokenUrl))

    expect(response.status).toBe(429)
    expect(JSON.parse(response.bodyAsText!)).toMatchObject({ error: 'x' })
    expect([...response.headers]).toEqual([])
    expect(response.headers.get('Retry-After')).toBeUndefined()
    expect(imds.answer()).toMatchObject({ status: 429, headers: { 'retry-after': '5' } })
  })

  it('makes every token look as if it ended now', async () => {
    const { client: imds } = client(answered('{"access_token":"a","expires_on":"99999999999"}'))

    const { bodyAsText } = await imds.sendRequest(request(tokenUrl))

    const body = JSON.parse(bodyAsText!) as Record<string, string>
    expect(body.access_token).toBe('a')
    expect(Number(body.expires_on) - Date.now() / 1000).toBeLessThan(2)
  })

  it('throws silence at the library and remembers it', async () => {
    const { client: imds } = client({ kind: 'silence', reason: 'connection refused' })

    expect(imds.answer()).toEqual({ kind: 'silence', reason: 'the metadata service was not asked' })
    await expect(imds.sendRequest(request(tokenUrl))).rejects.toThrow('connection refused')
    expect(imds.answer()).toEqual({ kind: 'silence', reason: 'connection refused' })

    imds.begin(700)
    expect(imds.answer()).toEqual({ kind: 'silence', reason: 'the metadata service was not asked' })
  })
})

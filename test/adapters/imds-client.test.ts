import { writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { createImdsClient, type ImdsClient } from '../../src/adapters/imds-client.ts'
import type { HttpAnswer, HttpRequest } from '../../src/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'

let folder: string
const arcUrl = 'http://127.0.0.1:40342/metadata/identity/oauth2/token?api-version=2020-06-01'
const tokenUrl = 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01'
type Request = Parameters<ImdsClient['sendRequest']>[0]

beforeEach(() => {
  folder = temporaryFolder()
})

/** A client whose questions get these answers, the last one for ever. */
function client(...answers: readonly HttpAnswer[]): { client: ImdsClient; requests: HttpRequest[] } {
  const requests: HttpRequest[] = []
  const http = {
    get: async (request: HttpRequest) => {
      requests.push(request)
      return answers[Math.min(requests.length, answers.length) - 1]!
    },
  }
  return {
    client: createImdsClient(http, { imds: '127.0.0.1:8080', himds: '127.0.0.1:8081', arcKeys: folder }),
    requests,
  }
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
    ['https://127.0.0.1:40342/metadata/identity/oauth2/token', 'GET', '127.0.0.1:40342'],
    ['http://127.0.0.1:40343/metadata/identity/oauth2/token', 'GET', '127.0.0.1:40343'],
    [arcUrl, 'PUT', '127.0.0.1:40342'],
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
    expect(Number(body.expires_on) - Date.now() / 1000).toBeLessThan(60)
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

describe('on an Arc machine', () => {
  const asked = { kind: 'answer', status: 401, body: new Uint8Array() } as const
  const challenge = (realm = `${folder}/one.key`): HttpAnswer => {
    return { ...asked, headers: { 'www-authenticate': `Basic realm=${realm}` } }
  }

  it('shows himds the key it asks for', async () => {
    writeFileSync(`${folder}/one.key`, 'the-key')
    const { client: imds, requests } = client(challenge(), answered('{"access_token":"a"}'))

    imds.begin(700)
    const { bodyAsText } = await imds.sendRequest(request(arcUrl))

    expect(JSON.parse(bodyAsText!)).toMatchObject({ access_token: 'a' })
    const question = { url: arcUrl.replace('40342', '8081'), timeoutMs: 700, maxBytes: 65_536 }
    expect(requests).toEqual([
      { ...question, headers: { Metadata: 'true' } },
      { ...question, headers: { Metadata: 'true', Authorization: 'Basic the-key' } },
    ])
  })

  it.each<[string, () => readonly HttpAnswer[], number, RegExp]>([
    ['a challenge without a file', () => [{ ...asked, headers: {} }], 1, /^himds named no key file$/],
    ['a bad path', () => [challenge('/etc/shadow')], 1, /^himds named a key file outside \//],
    ['a key that is not taken', () => [challenge()], 2, /^himds did not take the key it had asked for \(HTTP 401\)$/],
    [
      'no answer to the key',
      () => [challenge(), { kind: 'silence', reason: 'connection reset' }],
      2,
      /^connection reset$/,
    ],
    ['no himds', () => [{ kind: 'silence', reason: 'connection refused' }], 1, /^connection refused$/],
  ])('remembers %s', async (_, answers, times, reason) => {
    writeFileSync(`${folder}/one.key`, 'the-key')
    const { client: imds, requests } = client(...answers())

    await expect(imds.sendRequest(request(arcUrl))).rejects.toThrow(reason)

    expect(imds.answer()).toEqual({ kind: 'silence', reason: expect.stringMatching(reason) as string })
    expect(requests).toHaveLength(times)
  })

  it.each([400, 404, 429, 500])('hands HTTP %i on without a key', async (status) => {
    const { client: imds, requests } = client(answered('{}', status))

    expect(await imds.sendRequest(request(arcUrl))).toMatchObject({ status })
    expect(requests).toHaveLength(1)
  })

  it('never shows a key to the metadata service of Azure', async () => {
    writeFileSync(`${folder}/one.key`, 'the-key')
    const { client: imds, requests } = client(challenge())

    expect(await imds.sendRequest(request(tokenUrl))).toMatchObject({ status: 401 })
    expect(requests).toHaveLength(1)
  })
})

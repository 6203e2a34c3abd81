import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer } from './answers.ts'
import { HimdsKeys, keyFolder, type BadChallenge } from './himds-keys.ts'
import { answerHimds, type HimdsMode } from './himds-server.ts'
import { makeIdentifiers } from './identifiers.ts'
import { tokenMaker } from './imds-tokens.ts'

const ids = makeIdentifiers()
const makeToken = tokenMaker(ids)
const tokenPath =
  '/metadata/identity/oauth2/token?api-version=2020-06-01&resource=https%3A%2F%2Fmanagement.azure.com%2F'
let root: string
let keys: HimdsKeys

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'himds-'))
  keys = new HimdsKeys(root)
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function ask(path: string, headers: Record<string, string> = {}, mode: HimdsMode = { mode: 'connected' }): Answer {
  const url = new URL(path, 'http://127.0.0.1:40342')
  const request = {
    server: 'imds',
    method: 'GET',
    path,
    url,
    body: Buffer.alloc(0),
    fromAgent: false,
    peer: '127.0.0.1',
  } as const
  const world = { ids, keys, makeToken, mode: () => mode, azEnvironment: () => 'AzureChinaCloud' }
  return answerHimds({ ...request, headers: { metadata: 'true', ...headers } }, world)
}

/** Status, the file it names, and the body of a reply. */
function read(answer: Answer): { status: number; file: string; body: Record<string, unknown> } {
  if (answer.kind !== 'reply') throw new Error(answer.kind)
  const file = (answer.headers['WWW-Authenticate'] ?? '').replace('Basic realm=', '')
  return { status: answer.status, file, body: JSON.parse(answer.body.toString() || '{}') as Record<string, unknown> }
}

describe('the token endpoint of himds', () => {
  it('gives a token to whoever can read the key, once', () => {
    const first = read(ask(tokenPath))
    const key = readFileSync(join(root, first.file), 'utf8')
    const second = read(ask(tokenPath, { authorization: `Basic ${key}` }))
    const again = read(ask(tokenPath, { authorization: `Basic ${key}` }))

    expect(first.status).toBe(401)
    expect(first.file).toMatch(/^\/var\/opt\/azcmagent\/tokens\/[\w-]+\.key$/)
    const [, claims = ''] = String(second.body.access_token).split('.')
    expect(Buffer.from(claims, 'base64url').toString()).toContain('providers/Microsoft.HybridCompute/machines/labvm')
    expect([second.status, again.status]).toEqual([200, 401])
    expect(existsSync(join(root, first.file))).toBe(false)
  })

  it.each([
    ['without its header', tokenPath, { metadata: '' }, 400],
    ['through a proxy', tokenPath, { 'x-forwarded-for': '10.0.0.4' }, 400],
    ['without a resource', '/metadata/identity/oauth2/token?api-version=2020-06-01', {}, 400],
    ['elsewhere', '/metadata/versions', {}, 404],
  ])('refuses a question %s', (_, path, headers, status) => {
    expect(read(ask(path, headers)).status).toBe(status)
  })

  it.each<[BadChallenge, boolean]>([
    ['outside', false],
    ['dotDot', false],
    ['deeper', true],
    ['otherEnding', true],
    ['symlink', true],
    ['missing', false],
    ['oversized', true],
    ['empty', true],
  ])('names a bad file: %s', (kind, there) => {
    const { status, file } = read(ask(tokenPath, {}, { mode: 'challenge', kind }))

    expect([status, existsSync(join(root, file))]).toEqual([401, there])
  })

  it.each<[HimdsMode, Partial<Answer>]>([
    [{ mode: 'silent' }, { kind: 'silent' }],
    [{ mode: 'reset' }, { kind: 'reset' }],
    [{ mode: 'status', status: 500 }, { status: 500 }],
    [{ mode: 'garbage' }, { status: 200 }],
    [{ mode: 'keyRefused' }, { status: 401 }],
    [{ mode: 'challenge', kind: 'none' }, { status: 401 }],
  ])('does what it is told: %j', (mode, answer) => {
    expect(ask(tokenPath, {}, mode)).toMatchObject(answer)
  })
})

describe('the metadata of himds', () => {
  it('asks for no key', () => {
    const { status, body } = read(ask('/metadata/instance/compute?api-version=2020-06-01&format=json'))

    expect(status).toBe(200)
    expect(body).toMatchObject({ azEnvironment: 'AzureChinaCloud', vmId: ids.vmId, vmScaleSetName: '' })
  })
})

it('keeps its keys where an Arc machine does', () => {
  expect(existsSync(join(root, keyFolder))).toBe(true)
})

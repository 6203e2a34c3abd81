import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFabric, type RunningFabric } from './client.ts'
import type { ImdsMode } from './imds-modes.ts'
import { loopbackAddresses } from './loopback.ts'

const addresses = loopbackAddresses()
const imds = `http://${addresses.imds.host}:${addresses.imds.port}`
const query = 'api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F'
let folder: string
let fabric: RunningFabric

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-imds-'))
  fabric = await startFabric({ control: join(folder, 'control'), addresses })
})

afterAll(async () => {
  await fabric.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(() => set({ mode: 'systemAssigned' }))

function set(mode: ImdsMode): Promise<void> {
  return fabric.control.setImds({ mode })
}

type Call = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

function call(path: string, init: Call = {}): Promise<Response> {
  return fetch(imds + path, { redirect: 'manual', ...init, headers: { Metadata: 'true', ...init.headers } })
}

function token(more = '', init: Call = {}): Promise<Response> {
  return call(`/metadata/identity/oauth2/token?${query}${more}`, init)
}

type Body = Record<string, string>

async function mirid(response: Response): Promise<string | undefined> {
  const { access_token = '' } = (await response.json()) as Body
  const [, claims = ''] = access_token.split('.')
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Body).xms_mirid
}

describe('the token endpoint', () => {
  it('answers with strings only and a token of the machine', async () => {
    const response = await token()
    const body = (await response.clone().json()) as Body

    expect(Object.keys(body).sort()).toEqual(
      'access_token client_id expires_in expires_on ext_expires_in not_before resource token_type'.split(' '),
    )
    expect(Object.values(body).every((value) => typeof value === 'string')).toBe(true)
    expect(body.resource).toBe('https://management.azure.com/')
    expect(await mirid(response)).toMatch(
      /resourcegroups\/lab-rg\/providers\/Microsoft\.Compute\/virtualMachines\/labvm$/,
    )
  })

  it('gives the scale set as owner of the identity of its instance', async () => {
    await fabric.control.setInstance({ vmScaleSetName: 'set1' })
    const owner = await mirid(await token())
    await fabric.control.setInstance({ vmScaleSetName: '' })

    expect(owner).toMatch(/Microsoft\.Compute\/virtualMachineScaleSets\/set1$/)
  })

  it.each([
    ['no Metadata header', {}, { Metadata: '' }, 'bad_request_102'],
    ['X-Forwarded-For', {}, { 'X-Forwarded-For': '10.0.0.4' }, 'invalid_request'],
    ['a repeated name', { more: '&resource=x' }, {}, 'invalid_request'],
  ] as const)('refuses %s', async (_, { more = '' }: { more?: string }, headers, error) => {
    const response = await token(more, { headers })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error })
  })

  it.each([
    ['api-version missing', 'resource=https%3A%2F%2Fx', 'invalid_request'],
    ['resource missing', 'api-version=2018-02-01', 'invalid_request'],
    ['a strange resource', 'api-version=2018-02-01&resource=nothing', 'invalid_resource'],
  ])('refuses %s', async (_, wrong, error) => {
    const response = await call(`/metadata/identity/oauth2/token?${wrong}`)

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error })
  })
})

describe('identities', () => {
  it.each([
    ['none', 'Identity not found'],
    ['severalUserAssigned', 'Multiple user assigned identities exist'],
  ] as const)('%s: 400', async (mode, words) => {
    await set({ mode })

    const response = await token()

    expect(response.status).toBe(400)
    const body = (await response.json()) as Body
    expect(body).toMatchObject({ error: 'invalid_request' })
    expect(body.error_description).toContain(words)
  })

  it.each([
    ['userAssignedOnly', /Microsoft\.ManagedIdentity\/userAssignedIdentities\/lab-uami-1$/],
    ['both', /Microsoft\.Compute\/virtualMachines\/labvm$/],
    ['systemAssigned', /Microsoft\.Compute\/virtualMachines\/labvm$/],
  ] as const)('%s: a token of the right owner', async (mode, owner) => {
    await set({ mode })

    expect(await mirid(await token())).toMatch(owner)
  })

  it('gives a user-assigned identity to who asks for it by client id', async () => {
    await set({ mode: 'severalUserAssigned' })

    const response = await token('&client_id=aaaaaaaa-0000-4000-8000-000000000002')

    expect(await mirid(response)).toMatch(/lab-uami-2$/)
    expect((await token('&client_id=aaaaaaaa-0000-4000-8000-00000000000f')).status).toBe(400)
  })
})

describe('faults', () => {
  it.each([
    [{ mode: 'notFoundThenOk', times: 2 }, [404, 404, 200]],
    [{ mode: 'gone410', times: 1 }, [410, 200]],
    [{ mode: 'throttled429', retryAfter: '2', times: 1 }, [429, 200]],
    [{ mode: 'error5xx', status: 503, times: 1 }, [503, 200]],
    [{ mode: 'status', status: 403, times: 1 }, [403, 200]],
    [{ mode: 'redirect', times: 1 }, [302, 200]],
  ] satisfies [ImdsMode, number[]][])('%j', async (mode, statuses) => {
    await set(mode)

    const seen: number[] = []
    while (seen.length < statuses.length) seen.push((await token()).status)
    expect(seen).toEqual(statuses)
  })

  it('names Retry-After only when told so', async () => {
    await set({ mode: 'throttled429', retryAfter: '7' })
    expect((await token()).headers.get('retry-after')).toBe('7')

    await set({ mode: 'throttled429' })
    expect((await token()).headers.get('retry-after')).toBeNull()
  })

  it.each(['silent', 'slowDrip'] as const)('%s keeps the caller waiting', async (mode) => {
    await set({ mode })

    const answer = token('', { signal: AbortSignal.timeout(400) }).then((response) => response.text())

    await expect(answer).rejects.toThrow('aborted due to timeout')
  })

  it.each(['reset', 'refused'] as const)('%s ends the connection', async (mode) => {
    await set({ mode })

    const error = await token().catch((failure: unknown) => failure as Error)

    const code = mode === 'reset' ? /ECONNRESET|other side closed/ : /ECONNREFUSED/
    expect(String((error as Error).cause)).toMatch(code)
  })

  it('never concerns the guest agent', async () => {
    await set({ mode: 'error5xx' })
    const headers = { 'User-Agent': 'WALinuxAgent/2.7.3.0+health' }

    const response = await call('/metadata/instance/compute?api-version=2018-02-01', { headers })

    expect(response.status).toBe(200)
    expect((await call('/metadata/instance?api-version=2018-02-01')).status).toBe(500)
  })

  it('can strike one endpoint alone', async () => {
    await fabric.control.setImds({ mode: { mode: 'error5xx' }, endpoints: ['instance'] })

    expect((await call('/metadata/instance/compute?api-version=2021-02-01')).status).toBe(500)
    expect((await token()).status).toBe(200)
    expect((await call('/metadata/identity/info?api-version=2018-02-01')).status).toBe(200)
  })
})

describe('garbage', () => {
  it.each([
    ['html', (text: string) => text.startsWith('<!DOCTYPE')],
    ['empty', (text: string) => text === ''],
    ['huge', (text: string) => text.length === 32 * 1024 * 1024],
    ['noToken', (text: string) => !('access_token' in (JSON.parse(text) as Body))],
    ['wrongTypes', (text: string) => typeof (JSON.parse(text) as Body).access_token === 'object'],
    ['notJwt', (text: string) => (JSON.parse(text) as Body).access_token === 'this-is-not-a-token'],
  ] as const)('%s with 200', async (kind, holds) => {
    await set({ mode: 'garbage', kind })

    const response = await token()

    expect(response.status).toBe(200)
    expect(holds(await response.text())).toBe(true)
  })

  it('invalid JSON, a body cut short, tokens without or with a strange owner', async () => {
    await set({ mode: 'garbage', kind: 'invalidJson' })
    await expect(token().then((response) => response.json())).rejects.toThrow('JSON')
    await set({ mode: 'garbage', kind: 'truncated' })
    await expect(token().then((response) => response.text())).rejects.toThrow('terminated')
    await set({ mode: 'garbage', kind: 'noMirid' })
    expect(await mirid(await token())).toBeUndefined()
    await set({ mode: 'garbage', kind: 'strangeMirid' })
    expect(await mirid(await token())).toContain('Contoso.Other')
  })
})

describe('instance and info', () => {
  it('gives nodes as JSON, leaves as text, and what the test has set', async () => {
    await fabric.control.setInstance({
      azEnvironment: 'AzureChinaCloud',
      vmScaleSetName: 'set1',
      tagsList: [{ name: 'aks-managed-poolName', value: 'p' }],
    })

    const compute = await (await call('/metadata/instance/compute?api-version=2021-02-01')).json()

    const { ids } = await fabric.control.info()
    expect(compute).toMatchObject({
      azEnvironment: 'AzureChinaCloud',
      vmScaleSetName: 'set1',
      tagsList: [{ name: 'aks-managed-poolName', value: 'p' }],
      vmId: ids.vmId,
      osType: 'Linux',
    })
    const leaf = '/metadata/instance/compute/vmScaleSetName?api-version=2021-02-01'
    expect(await (await call(`${leaf}&format=text`)).text()).toBe('set1')
    expect((await call(leaf)).status).toBe(400)
    expect((await call('/metadata/instance/other?api-version=2021-02-01')).status).toBe(404)
    expect(await (await call('/metadata/identity/info?api-version=2018-02-01')).json()).toEqual({
      tenantId: ids.tenantId,
    })
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import type { ImdsMode } from './imds-modes.ts'
import { metadataCalls, mirid, type Body } from './metadata-calls.ts'
import { sampleFabric } from './sample-fabric.ts'

const { addresses, control } = sampleFabric()
const { call, token } = metadataCalls(addresses)

beforeEach(() => set({ mode: 'systemAssigned' }))

function set(mode: ImdsMode): Promise<void> {
  return control().setImds({ mode })
}

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
    await control().setImds({ mode: { mode: 'error5xx' }, endpoints: ['instance'] })

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

import { describe, expect, it } from 'vitest'
import { startBudget } from '../../src/core/budget.ts'
import { limits } from '../../src/core/limits.ts'
import type { WantedKey } from '../../src/core/plan.ts'
import type { HttpAnswer } from '../../src/host.ts'
import { obtainKeyring } from '../../src/machine/key-file.ts'
import { World } from '../world.ts'

const url = 'https://packages.example/keys/a.asc'
const { attempts, timeoutMs } = limits.download

function wanted(from: WantedKey['from'], ...fingerprints: string[]): WantedKey {
  return { from, fingerprints }
}

function answer(status: number, text = ''): HttpAnswer {
  return { kind: 'answer', status, headers: {}, body: new TextEncoder().encode(text) }
}

const silence: HttpAnswer = { kind: 'silence', reason: 'connection refused' }

/** A world that answers downloads in turn; its keys are texts `armour:FINGERPRINT,…`, binary without the word. */
function serving(...answers: HttpAnswer[]): World {
  const world = new World()
  world.answer = () => (answers.length > 1 ? answers.shift() : answers[0])!
  world.publicKey = (bytes) => {
    const [word, list] = new TextDecoder().decode(bytes).split(':')
    if (word !== 'armour' || list === undefined) return undefined
    return {
      fingerprints: list.split(',').filter((text) => text !== ''),
      binary: new TextEncoder().encode(`<${list}>`),
      armoured: `[${list}]\n`,
    }
  }
  return world
}

interface Given {
  readonly budgetMs?: number
  readonly proxy?: string
  readonly form?: 'binary' | 'armoured'
}

async function obtain(world: World, keys: readonly WantedKey[], given: Given = {}): Promise<string> {
  const { budgetMs = 300_000, proxy, form = 'binary' } = given
  const host = world.host()
  const access = { budget: startBudget(host.clock, budgetMs), ...(proxy !== undefined && { proxy }) }
  return new TextDecoder().decode(await obtainKeyring(host, keys, form, access))
}

describe('obtainKeyring', () => {
  it('downloads a key and gives it without armour', async () => {
    const world = serving(answer(200, 'armour:AA'))

    expect(await obtain(world, [wanted({ url }, 'AA')])).toBe('<AA>')
    expect(world.requests).toEqual([{ url, timeoutMs, maxBytes: limits.download.maxBytes }])
  })

  it('puts several keys into one keyring, in order', async () => {
    const world = serving(answer(200, 'armour:AA'), answer(200, 'armour:BB,CC')).file('/k.asc', 'armour:DD')
    const keys = [wanted({ url }, 'AA'), wanted({ url: `${url}2` }, 'CC', 'BB'), wanted({ path: '/k.asc' }, 'DD')]

    expect(await obtain(world, keys)).toBe('<AA><BB,CC><DD>')
  })

  it('keeps the armour, block by block, where that is wanted', async () => {
    const world = serving(answer(200, 'armour:AA')).file('/k.asc', 'armour:BB')
    const keys = [wanted({ url }, 'AA'), wanted({ path: '/k.asc' }, 'BB')]

    expect(await obtain(world, keys, { form: 'armoured' })).toBe('[AA]\n[BB]\n')
  })

  describe('with a key that the system brings', () => {
    const keys = [wanted({ systemFile: '/etc/pki/own' }, 'AA')]

    it('takes it from there', async () => {
      expect(await obtain(serving().file('/etc/pki/own', 'armour:AA'), keys)).toBe('<AA>')
    })

    it.each([
      ['it is another one', serving().file('/etc/pki/own', 'armour:BB'), 'BB'],
      ['it is missing', serving(), 'no such file'],
    ])('is not content when %s', async (_, world, found) => {
      await expect(obtain(world, keys)).rejects.toMatchObject({
        code: 'repository.key-mismatch',
        detail: { source: '/etc/pki/own', wanted: 'AA', found },
      })
    })
  })

  it('goes through the proxy when there is one', async () => {
    const world = serving(answer(200, 'armour:AA'))

    await obtain(world, [wanted({ url }, 'AA')], { proxy: 'http://192.0.2.9:3128' })

    expect(world.requests[0]?.proxy).toBe('http://192.0.2.9:3128')
  })

  it.each([
    ['another key', 'armour:BB', 'BB'],
    ['one more key than is pinned', 'armour:AA,BB', 'AA, BB'],
    ['a page instead of a key', '<html>login</html>', 'no OpenPGP key'],
    ['a file without keys', 'armour:', 'no OpenPGP key'],
    ['nothing', '', 'no OpenPGP key'],
  ])('refuses %s', async (_, text, found) => {
    await expect(obtain(serving(answer(200, text)), [wanted({ url }, 'AA')])).rejects.toMatchObject({
      code: 'repository.key-mismatch',
      detail: { source: url, wanted: 'AA', found },
    })
  })

  it('refuses a local file that holds another key', async () => {
    const world = serving().file('/k.asc', 'armour:BB')

    await expect(obtain(world, [wanted({ path: '/k.asc' }, 'AA')])).rejects.toMatchObject({
      code: 'repository.key-mismatch',
      detail: { source: '/k.asc' },
    })
  })

  it.each([301, 401, 403, 404])('does not ask again after HTTP %i', async (status) => {
    const world = serving(answer(status))

    await expect(obtain(world, [wanted({ url }, 'AA')])).rejects.toMatchObject({
      code: 'repository.refused',
      detail: { url, answer: `HTTP ${status}` },
    })
    expect(world.requests).toHaveLength(1)
  })

  it.each<[string, HttpAnswer]>([
    ['HTTP 503', answer(503)],
    ['HTTP 429', answer(429)],
    ['silence', silence],
  ])('asks again after %s', async (_, first) => {
    const world = serving(first, answer(200, 'armour:AA'))

    expect(await obtain(world, [wanted({ url }, 'AA')])).toBe('<AA>')
    expect(world.requests).toHaveLength(2)
    expect(world.sleeps).toEqual([2000])
  })

  it('goes on asking a server that too many ask', async () => {
    const refusals = Array.from({ length: attempts + 1 }, () => answer(429))
    const world = serving(...refusals, answer(200, 'armour:AA'))

    expect(await obtain(world, [wanted({ url }, 'AA')])).toBe('<AA>')
    expect(world.sleeps).toEqual([2000, 4000, 8000, 16_000, 30_000])
  })

  it('ends asking it when the command has no more time', async () => {
    const world = serving(answer(429))
    const since = world.time

    await expect(obtain(world, [wanted({ url }, 'AA')], { budgetMs: 200_000 })).rejects.toMatchObject({
      code: 'repository.unreachable',
      detail: { url, answer: 'HTTP 429' },
    })
    expect(world.requests.length).toBeGreaterThan(attempts)
    expect(world.time - since).toBeLessThanOrEqual(200_000)
  })

  it.each([
    ['seconds', 429, '7', 10_500],
    ['seconds, of a server that is down', 503, '7', 10_500],
    ['a date', 429, new Date(new World().time + 20_000).toUTCString(), 30_000],
    ['nothing that can be read', 429, 'soon', 2000],
    ['less than its own pause', 429, '1', 2000],
  ])(
    'waits for what Retry-After asks and up to as long again, or its own pause: %s',
    async (_, status, header, pauseMs) => {
      const refusal: HttpAnswer = { kind: 'answer', status, headers: { 'retry-after': header }, body: new Uint8Array() }
      const world = serving(refusal, answer(200, 'armour:AA'))

      await obtain(world, [wanted({ url }, 'AA')])

      expect(world.sleeps).toEqual([pauseMs])
    },
  )

  it('does not come back before it may: with too little time for that, it gives up', async () => {
    const refusal: HttpAnswer = {
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '600' },
      body: new Uint8Array(),
    }
    const world = serving(refusal)

    await expect(obtain(world, [wanted({ url }, 'AA')])).rejects.toMatchObject({ code: 'repository.unreachable' })
    expect(world.requests).toHaveLength(1)
    expect(world.sleeps).toEqual([])
  })

  it('gives up after its attempts, with the last answer', async () => {
    const world = serving(answer(503), silence)

    await expect(obtain(world, [wanted({ url }, 'AA')])).rejects.toMatchObject({
      code: 'repository.unreachable',
      detail: { url, answer: 'connection refused' },
    })
    expect(world.requests).toHaveLength(attempts)
  })

  it('waits no longer than its budget', async () => {
    const world = serving(silence)

    await expect(obtain(world, [wanted({ url }, 'AA')], { budgetMs: 1000 })).rejects.toMatchObject({
      code: 'repository.unreachable',
    })
    expect(world.requests).toMatchObject([{ timeoutMs: 1000 }])
    expect(world.sleeps).toEqual([])
  })

  it.each<[string, World]>([
    ['is missing', new World()],
    ['is too large for a key', new World().file('/k.asc', 'x'.repeat(limits.download.maxBytes + 1))],
  ])('calls it a setting that is wrong when a local file %s', async (_, world) => {
    await expect(obtain(world, [wanted({ path: '/k.asc' }, 'AA')])).rejects.toMatchObject({
      code: 'settings.invalid',
      detail: { problem: expect.stringMatching(/^repository\.key\.path: .*\/k\.asc/) as string },
    })
  })
})

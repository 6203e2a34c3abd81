import { describe, expect, it } from 'vitest'
import { checkIdentity, type IdentityQuestion } from '../../src/checks/managed-identity.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { IdentityAnswer } from '../../src/host.ts'
import { World } from '../world.ts'
import { systemToken, token, unmarkedToken, userToken } from './tokens.ts'

const scope = 'https://management.azure.com/'
const system: IdentityAnswer = { kind: 'token', token: systemToken }
const user: IdentityAnswer = { kind: 'token', token: userToken }
const silence: IdentityAnswer = { kind: 'silence', reason: 'no answer within 2 s' }

function status(code: number, retryAfterMs?: number): IdentityAnswer {
  return { kind: 'refused', status: code, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

interface Played {
  readonly finding: Finding
  readonly world: World
  /** Seconds after the first question at which each was asked. */
  readonly askedAt: readonly number[]
}

/** Asks with these answers, the last one for ever; each silence takes its two seconds. */
async function play(
  answers: readonly IdentityAnswer[],
  change: Partial<IdentityQuestion> = {},
  { random = 0, world = new World() }: { random?: number; world?: World } = {},
): Promise<Played> {
  world.randomNumber = random
  const startedAt = world.time
  const askedAt: number[] = []
  world.identityAnswer = () => {
    const answer = answers[Math.min(askedAt.length, answers.length - 1)]!
    askedAt.push((world.time - startedAt) / 1000)
    if (answer.kind === 'silence') world.time += 2000
    return answer
  }
  const question: IdentityQuestion = { scope, waitMs: 120_000, silence: 'blocks', deadline: Infinity, ...change }
  return { finding: await checkIdentity(world.host(), question), world, askedAt }
}

function blocked(code: string, detail: Record<string, unknown>): object {
  return { check: 'managed-identity', verdict: 'blocked', code, detail }
}

describe('checkIdentity', () => {
  it('passes a system-assigned identity with one question', async () => {
    const { finding, world } = await play([system])

    expect(finding).toEqual({
      check: 'managed-identity',
      verdict: 'passed',
      message: 'System-assigned managed identity of virtualMachines/web-1.',
    })
    expect(world.identityScopes).toEqual([scope])
    expect(world.sleeps).toEqual([])
  })

  it('passes a token that does not say whose it is, with a warning', async () => {
    for (const unclear of [unmarkedToken, 'opaque', '']) {
      const { finding, askedAt } = await play([{ kind: 'token', token: unclear }])

      expect(finding).toMatchObject({ verdict: 'warning' })
      expect(askedAt).toEqual([0])
    }
  })

  describe('an absence', () => {
    it.each([400, 401, 403, 405, 409, 418, 422, 451])('HTTP %i until the wait is over is 22', async (code) => {
      const { finding, askedAt } = await play([status(code)])

      expect(finding).toEqual(blocked('identity.missing', { seconds: 120, answer: `HTTP ${String(code)}` }))
      expect(askedAt).toEqual(Array.from({ length: 25 }, (_, n) => n * 5))
    })

    it('of a system-assigned identity is 22 too, and names the user-assigned one', async () => {
      const { finding, askedAt } = await play([user])

      expect(finding).toEqual(blocked('identity.user-assigned-only', { identity: 'deploy-id' }))
      expect(askedAt.at(-1)).toBe(120)
    })

    it.each([
      ['HTTP 400', status(400)],
      ['a user-assigned identity', user],
    ])('%s heals when the identity is assigned meanwhile', async (_what, first) => {
      const { finding, askedAt } = await play([first, first, first, system])

      expect(finding).toMatchObject({ verdict: 'passed' })
      expect(askedAt).toEqual([0, 5, 10, 15])
    })

    it('is asked for with jitter', async () => {
      const { askedAt } = await play([status(400)], { waitMs: 20_000 }, { random: 0.5 })

      expect(askedAt).toEqual([0, 6, 12, 18, 20])
    })

    it('stays one when the service falls silent afterwards', async () => {
      const { finding } = await play([status(400), status(503)])

      expect(finding).toEqual(blocked('identity.missing', { seconds: 120, answer: 'HTTP 400' }))
    })

    it('follows the last definite answer', async () => {
      expect((await play([status(400), user])).finding).toMatchObject({ code: 'identity.user-assigned-only' })
      expect((await play([user, status(400), silence])).finding).toMatchObject({ code: 'identity.missing' })
    })
  })

  describe('an answer that says nothing', () => {
    it.each([404, 408, 410, 429, 500, 502, 503, 504, 599, 200, 204, 301, 302])(
      'HTTP %i follows the documented schedule, then is 25',
      async (code) => {
        const { finding, askedAt } = await play([status(code)])

        expect(finding).toEqual(blocked('identity.unknown', { seconds: 120, answer: `HTTP ${String(code)}` }))
        expect(askedAt).toEqual([0, 2, 8, 22, 52, 82, 112, 120])
      },
    )

    it('is 25 with the reason of the network', async () => {
      const { finding, askedAt } = await play([silence])

      expect(finding).toEqual(blocked('identity.unknown', { seconds: 122, answer: 'no answer within 2 s' }))
      expect(askedAt).toEqual([0, 4, 12, 28, 60, 92, 120])
    })

    it.each([
      ['HTTP 404', status(404)],
      ['HTTP 410 for 70 s', status(410)],
      ['HTTP 503', status(503)],
      ['silence', silence],
    ])('%s heals', async (_what, first) => {
      const { finding } = await play([first, first, first, first, first, system])

      expect(finding).toMatchObject({ verdict: 'passed' })
    })

    it('is asked for with jitter, never earlier than documented', async () => {
      const { askedAt } = await play([status(500)], { waitMs: 60_000 }, { random: 0.999 })

      const documented = [0, 2, 6, 14, 30]
      const gaps = askedAt.map((at, n) => at - (askedAt[n - 1] ?? 0))
      for (const [n, gap] of gaps.slice(0, 5).entries()) {
        expect(gap).toBeGreaterThanOrEqual(documented[n]!)
        expect(gap).toBeLessThan(documented[n]! + 2)
      }
    })

    it('becomes 22 when the service says so in the end', async () => {
      const { finding } = await play([silence, status(429), status(400)])

      expect(finding).toMatchObject({ code: 'identity.missing', detail: { answer: 'HTTP 400' } })
    })
  })

  describe('Retry-After', () => {
    it('makes the wait longer, not shorter', async () => {
      expect((await play([status(429, 20_000), system])).askedAt).toEqual([0, 20])
      expect((await play([status(429, 500), system])).askedAt).toEqual([0, 2])
    })

    it('beyond the wait ends it at once', async () => {
      const { finding, askedAt } = await play([status(429, 300_000)])

      expect(askedAt).toEqual([0])
      expect(finding).toEqual(blocked('identity.unknown', { seconds: 0, answer: 'HTTP 429' }))
    })
  })

  describe('on a machine where login works already', () => {
    it.each([
      ['silence', silence, 'no answer within 2 s'],
      ['HTTP 404', status(404), 'HTTP 404'],
      ['HTTP 410', status(410), 'HTTP 410'],
      ['HTTP 429', status(429, 60_000), 'HTTP 429'],
      ['HTTP 500', status(500), 'HTTP 500'],
    ])('%s is a warning after one question', async (_what, answer, reason) => {
      const { finding, askedAt } = await play([answer], { silence: 'warns' })

      expect(finding).toEqual({
        check: 'managed-identity',
        verdict: 'warning',
        message: `The metadata service gave no usable answer (${reason}); the managed identity was not checked.`,
      })
      expect(askedAt).toEqual([0])
    })

    it.each([
      ['HTTP 400', status(400), 'identity.missing'],
      ['a user-assigned identity', user, 'identity.user-assigned-only'],
    ])('%s is waited for all the same', async (_what, answer, code) => {
      const { finding, askedAt } = await play([answer, silence, answer], { silence: 'warns' })

      expect(finding).toMatchObject({ verdict: 'blocked', code })
      expect(askedAt.at(-1)).toBe(120)
    })
  })

  describe('the wait', () => {
    it('asks once even without any time', async () => {
      for (const change of [{ waitMs: 0 }, { deadline: 0 }]) {
        expect((await play([system], change)).finding).toMatchObject({ verdict: 'passed' })
        expect((await play([status(400)], change)).askedAt).toEqual([0])
        expect((await play([silence], change)).finding).toMatchObject({ code: 'identity.unknown' })
      }
    })

    it('ends at the deadline of the operation', async () => {
      const deadline = new World().time + 30_000

      const { finding, askedAt } = await play([status(400)], { waitMs: 600_000, deadline })

      expect(askedAt.at(-1)).toBe(30)
      expect(finding).toMatchObject({ detail: { seconds: 30 } })
    })

    it('does not press a last question into less than a second', async () => {
      expect((await play([status(500)], { waitMs: 8900 })).askedAt).toEqual([0, 2, 8])
      expect((await play([status(500)], { waitMs: 9000 })).askedAt).toEqual([0, 2, 8, 9])
    })
  })

  it('never lets the token out', async () => {
    const { finding, world } = await play([user, system])

    expect(JSON.stringify([finding, world.logged])).not.toContain(systemToken.split('.')[1])
  })

  describe('on an Arc machine', () => {
    const arc = (answers: readonly IdentityAnswer[], change: Partial<IdentityQuestion> = {}): Promise<Played> =>
      play(answers, change, { world: new World().file('/opt/azcmagent/bin/himds', '', 0o755) })

    it('passes the identity of the machine', async () => {
      const machine = token('/subscriptions/x/resourcegroups/y/providers/Microsoft.HybridCompute/machines/web-1')

      expect((await arc([{ kind: 'token', token: machine }])).finding).toEqual({
        check: 'managed-identity',
        verdict: 'passed',
        message: 'System-assigned managed identity of machines/web-1.',
      })
    })

    it('HTTP 400 is 22 with a remedy for Arc', async () => {
      const { finding } = await arc([status(400)], { waitMs: 0 })

      expect(finding).toEqual(blocked('identity.arc-missing', { seconds: 0, answer: 'HTTP 400' }))
    })

    it.each([401, 403, 404, 410, 429, 500])(
      'HTTP %i is 25, because himds says nothing of an identity',
      async (code) => {
        const { finding } = await arc([status(code)], { waitMs: 0 })

        expect(finding).toEqual(blocked('identity.arc-unknown', { seconds: 0, answer: `HTTP ${code}` }))
      },
    )

    it.each([
      'connection refused',
      'himds named a key file outside /var/opt/azcmagent/tokens',
      'the key file of himds is larger than 4096 bytes',
    ])('%s is 25 with this reason', async (reason) => {
      const { finding } = await arc([{ kind: 'silence', reason }], { waitMs: 0 })

      expect(finding).toEqual(blocked('identity.arc-unknown', { seconds: 2, answer: reason }))
    })

    it('names the agent where login works already', async () => {
      const { finding } = await arc([silence], { silence: 'warns' })

      expect(finding).toMatchObject({
        verdict: 'warning',
        message:
          'The Azure Arc agent gave no usable answer (no answer within 2 s); the managed identity was not checked.',
      })
    })
  })
})

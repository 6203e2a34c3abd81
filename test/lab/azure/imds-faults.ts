import { empty, json, reply, type Answer } from './answers.ts'
import type { GarbageKind, ImdsFault } from './imds-modes.ts'

/** What the faults need of a good token answer: its body, and one with a token that carries another xms_mirid. */
export interface GoodToken {
  readonly body: () => Record<string, string>
  readonly bodyWithMirid: (mirid: string | undefined) => Record<string, string>
}

/** Returns the faulty answer; undefined where the fault means nothing to this endpoint, which then answers as usual. */
export function faultyAnswer(fault: ImdsFault, good: GoodToken | undefined): Answer | undefined {
  switch (fault.mode) {
    case 'notFoundThenOk':
      return json(404, { error: 'not_found', error_description: 'The resource was not found.' })
    case 'gone410':
      return json(410, { error: 'gone', error_description: 'The metadata service is being updated.' })
    case 'throttled429':
      return throttled(fault.retryAfter)
    case 'error5xx':
      return json(fault.status ?? 500, { error: 'server_error', error_description: 'Internal error.' })
    case 'status':
      return reply(fault.status, 'application/json', fault.body ?? '')
    case 'silent':
    case 'reset':
      return { kind: fault.mode }
    case 'refused':
      // The port is closed; only a connection that was open before gets here.
      return { kind: 'reset' }
    case 'slowDrip':
      return drip(good, fault.everyMs ?? 1000)
    case 'redirect':
      return empty(302, { Location: fault.location ?? 'http://198.51.100.10/metadata/identity/oauth2/token' })
    case 'garbage':
      return garbage(fault.kind, good)
  }
}

function throttled(retryAfter: string | undefined): Answer {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
  return json(429, { error: 'too_many_requests', error_description: 'Too many requests.' }, headers)
}

function drip(good: GoodToken | undefined, everyMs: number): Answer {
  const body = Buffer.from(JSON.stringify(good?.body() ?? { compute: {} }))
  return { kind: 'drip', headers: { 'Content-Type': 'application/json; charset=utf-8' }, body, everyMs }
}

const hugeBytes = 32 * 1024 * 1024

function garbage(kind: GarbageKind, good: GoodToken | undefined): Answer | undefined {
  switch (kind) {
    case 'html':
      return reply(200, 'text/html', '<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>')
    case 'invalidJson':
      return reply(200, 'application/json', '{"access_token":"ey')
    case 'empty':
      return reply(200, 'application/json', '')
    case 'huge':
      return reply(200, 'application/json', Buffer.alloc(hugeBytes, ' '))
    case 'truncated':
      return { kind: 'truncated', body: Buffer.from('{"access_token":"ey'), announced: 4096 }
    case 'noToken':
    case 'wrongTypes':
    case 'notJwt':
    case 'noMirid':
    case 'strangeMirid':
      return good && json(200, strangeToken(kind, good))
  }
}

type TokenGarbage = Exclude<GarbageKind, 'html' | 'invalidJson' | 'empty' | 'huge' | 'truncated'>

function strangeToken(kind: TokenGarbage, good: GoodToken): Record<string, unknown> {
  switch (kind) {
    case 'noToken':
      return { ...good.body(), access_token: undefined }
    case 'wrongTypes':
      return { ...good.body(), access_token: { nested: true }, expires_on: null }
    case 'notJwt':
      return { ...good.body(), access_token: 'this-is-not-a-token' }
    case 'noMirid':
      return good.bodyWithMirid(undefined)
    case 'strangeMirid':
      return good.bodyWithMirid('/subscriptions/x/resourcegroups/y/providers/Contoso.Other/things/z')
  }
}

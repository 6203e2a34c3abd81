import type { Host, HttpAnswer, PublicKey } from '../host.ts'
import type { WantedKey } from '../core/plan.ts'
import { remaining, type Budget } from '../core/budget.ts'
import { unreachableCode } from '../core/egress.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { backoff, jittered, parseRetryAfter } from '../core/retry.ts'

export interface KeyAccess {
  readonly budget: Budget
  readonly proxy?: string
}

/**
 * A keyring of these keys: `binary` as every apt reads it, `armoured` as rpm does. Throws `repository.key-mismatch`
 * when one is not the pinned one, `repository.unreachable` or `repository.refused` when one cannot be had.
 */
export async function obtainKeyring(
  host: Host,
  keys: readonly WantedKey[],
  form: 'binary' | 'armoured',
  access: KeyAccess,
): Promise<Uint8Array> {
  const found: PublicKey[] = []
  for (const key of keys) found.push(await obtainKey(host, key, access))
  if (form === 'armoured') return new TextEncoder().encode(found.map(({ armoured }) => armoured).join(''))
  return concatenate(found.map(({ binary }) => binary))
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

async function obtainKey(host: Host, { from, fingerprints }: WantedKey, access: KeyAccess): Promise<PublicKey> {
  const { source, bytes } = await read(host, from, access)
  const key = bytes === undefined ? undefined : await host.keyring.read(bytes)
  const found = key?.fingerprints ?? []
  if (key === undefined || found.length === 0 || !found.every((fingerprint) => fingerprints.includes(fingerprint))) {
    const seen = found.join(', ') || (bytes === undefined ? 'no such file' : 'no OpenPGP key')
    throw new HandlerFailure('repository.key-mismatch', { source, wanted: fingerprints.join(', '), found: seen })
  }
  return key
}

interface KeyBytes {
  readonly source: string
  readonly bytes: Uint8Array | undefined
}

async function read(host: Host, from: WantedKey['from'], access: KeyAccess): Promise<KeyBytes> {
  if ('url' in from) return { source: from.url, bytes: await download(host, from.url, access) }
  if ('path' in from) return { source: from.path, bytes: await readLocal(host, from.path) }
  const { systemFile: source } = from
  return { source, bytes: await host.files.readBytes(source, limits.download.maxBytes) }
}

async function readLocal(host: Host, path: string): Promise<Uint8Array> {
  const bytes = await host.files.readBytes(path, limits.download.maxBytes).catch((error: unknown) => {
    const problem = `repository.key.path: ${path} cannot be read (${String(error)})`
    throw new HandlerFailure('settings.invalid', { problem }, { cause: error })
  })
  if (bytes !== undefined) return bytes
  throw new HandlerFailure('settings.invalid', { problem: `repository.key.path: there is no file ${path} on this VM` })
}

/** A server that says 429 is there, and the next one who asks may be heard: that ends with our time only. */
async function download(host: Host, url: string, { budget, proxy }: KeyAccess): Promise<Uint8Array> {
  let throttled = 0
  for (let attempt = 1; ; attempt++) {
    const answer = await host.http.get({
      url,
      timeoutMs: Math.max(1, Math.min(limits.download.timeoutMs, remaining(host.clock, budget))),
      maxBytes: limits.download.maxBytes,
      ...(proxy !== undefined && { proxy }),
    })
    if (answer.kind === 'answer' && answer.status === 200) return answer.body
    const said = answer.kind === 'answer' ? `HTTP ${answer.status}` : answer.reason
    const phase = answer.kind === 'silence' ? answer.phase : undefined
    host.log.write('warn', `${url}: ${said}`, { attempt, phase })
    const again = answer.kind === 'silence' || answer.status === 429 || answer.status >= 500
    if (!again) throw new HandlerFailure('repository.refused', { url, answer: said })
    if (isThrottled(answer)) throttled += 1
    const isLast = attempt - throttled >= limits.download.attempts
    const pause = pauseBefore(host, attempt, answer)
    if (isLast || pause > remaining(host.clock, budget))
      throw new HandlerFailure(unreachableCode(said, phase), { url, answer: said })
    await host.clock.sleep(pause)
  }
}

function isThrottled(answer: HttpAnswer): boolean {
  return answer.kind === 'answer' && answer.status === 429
}

/** Never less than the server asks for, and more with every answer, lest all come back when they are told to. */
function pauseBefore({ clock, random }: Host, attempt: number, answer: HttpAnswer): number {
  const own = backoff(attempt, random, isThrottled(answer) ? limits.throttled : limits.retry)
  if (answer.kind === 'silence') return own
  const asked = parseRetryAfter(answer.headers['retry-after'], clock.now(), Infinity)
  return asked === undefined ? own : Math.max(own, jittered(asked, random, limits.throttled.capMs))
}

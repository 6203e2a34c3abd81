import type { Host } from '../host.ts'
import type { WantedKey } from '../core/plan.ts'
import { remaining, type Budget } from '../core/budget.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { backoff } from '../core/retry.ts'

export interface KeyAccess {
  readonly budget: Budget
  readonly proxy?: string
}

/**
 * A keyring of these keys without armour, as every apt reads it. Throws `repository.key-mismatch` when one is not
 * the pinned one, `repository.unreachable` or `repository.refused` when one cannot be had.
 */
export async function obtainKeyring(host: Host, keys: readonly WantedKey[], access: KeyAccess): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (const key of keys) parts.push(await obtainKey(host, key, access))
  const keyring = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    keyring.set(part, at)
    at += part.length
  }
  return keyring
}

async function obtainKey(host: Host, { from, fingerprints }: WantedKey, access: KeyAccess): Promise<Uint8Array> {
  const source = 'url' in from ? from.url : from.path
  const bytes = 'url' in from ? await download(host, from.url, access) : await readLocal(host, from.path)
  const key = await host.keyring.read(bytes)
  const found = key?.fingerprints ?? []
  if (key === undefined || found.length === 0 || !found.every((fingerprint) => fingerprints.includes(fingerprint))) {
    const seen = found.join(', ') || 'no OpenPGP key'
    throw new HandlerFailure('repository.key-mismatch', { source, wanted: fingerprints.join(', '), found: seen })
  }
  return key.binary
}

async function readLocal(host: Host, path: string): Promise<Uint8Array> {
  const bytes = await host.files.readBytes(path, limits.download.maxBytes).catch((error: unknown) => {
    const problem = `repository.key.path: ${path} cannot be read (${String(error)})`
    throw new HandlerFailure('settings.invalid', { problem }, { cause: error })
  })
  if (bytes !== undefined) return bytes
  throw new HandlerFailure('settings.invalid', { problem: `repository.key.path: there is no file ${path} on this VM` })
}

async function download(host: Host, url: string, { budget, proxy }: KeyAccess): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    const answer = await host.http.get({
      url,
      timeoutMs: Math.max(1, Math.min(limits.download.timeoutMs, remaining(host.clock, budget))),
      maxBytes: limits.download.maxBytes,
      ...(proxy !== undefined && { proxy }),
    })
    if (answer.kind === 'answer' && answer.status === 200) return answer.body
    const said = answer.kind === 'answer' ? `HTTP ${answer.status}` : answer.reason
    host.log.write('warn', `${url}: ${said}`, { attempt })
    const again = answer.kind === 'silence' || answer.status === 429 || answer.status >= 500
    if (!again) throw new HandlerFailure('repository.refused', { url, answer: said })
    const pause = backoff(attempt, host.random, limits.retry)
    if (attempt >= limits.download.attempts || pause > remaining(host.clock, budget))
      throw new HandlerFailure('repository.unreachable', { url, answer: said })
    await host.clock.sleep(pause)
  }
}

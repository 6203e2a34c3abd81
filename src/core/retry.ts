/** Bounds of an exponential back-off, in milliseconds. */
export interface BackoffBounds {
  readonly baseMs: number
  readonly capMs: number
}

/**
 * Milliseconds to wait before the next try, full jitter: anywhere from 0 to the doubled base, so that a fleet
 * which failed together does not come back together. `attempt` counts from 0.
 */
export function backoff(attempt: number, random: () => number, bounds: BackoffBounds): number {
  const ceiling = Math.min(bounds.capMs, bounds.baseMs * 2 ** Math.max(0, attempt))
  return Math.floor(random() * ceiling)
}

/** A documented wait in milliseconds, never shortened, plus a jitter of at most `spreadMs` or the wait itself. */
export function jittered(waitMs: number, random: () => number, spreadMs: number): number {
  return waitMs + Math.floor(random() * Math.min(waitMs, spreadMs))
}

/**
 * Milliseconds a Retry-After header (RFC 9110 §10.2.3: seconds or an HTTP date) asks to wait, at most `capMs`;
 * undefined when it says nothing usable. A date in the past is 0.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number, capMs: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, capMs)
  if (!/^[A-Za-z]{3,9}, /.test(text)) return undefined
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(0, atMs - nowMs), capMs)
}

/**
 * Milliseconds in [0, windowMs) by which this machine delays its first contact: always the same for the same VM,
 * evenly spread over a fleet, so that a scale set does not hit one mirror at once.
 */
export function rolloutDelay(vmId: string, windowMs: number): number {
  if (windowMs <= 0 || vmId === '') return 0
  return Math.floor((hash32(vmId.toLowerCase()) / 2 ** 32) * windowMs)
}

/** FNV-1a with the final mix of MurmurHash3: ids that differ in one digit must land far apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

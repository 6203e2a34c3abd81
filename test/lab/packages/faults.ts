/** What goes wrong with the requests whose path matches, instead of or besides the answer. */
export interface Fault {
  /** Regular expression for the path. */
  match: string
  /** Only requests to this name. */
  host?: string
  /** How many requests; all unless told. */
  times?: number
  /** Before anything else happens. */
  delayMs?: number
  /** Answer with this status instead of a file. */
  status?: number
  /** What Retry-After says then. */
  retryAfter?: string
  /** Only requests above so many in a second: a bucket that holds one second's. */
  above?: number
  /** Break the connection off with RST. */
  reset?: boolean
  /** Break it off after so many bytes of the file. */
  cutAfter?: number
  /** Bytes of the right number but the wrong content. */
  garbage?: boolean
  bytesPerSecond?: number
  /** Serve this path instead; `$1` stands for a group of `match`. */
  serve?: string
}

const buckets = new WeakMap<Fault, { tokens: number; at: number }>()

/** The first fault that is meant for a request at this time in ms; counts it. */
export function faultFor(faults: Fault[], path: string, host: string, now: number): Fault | undefined {
  const found = faults.find((fault) => appliesTo(fault, path, host) && !isWithin(fault, now))
  if (found?.times !== undefined) found.times -= 1
  return found
}

function appliesTo(fault: Fault, path: string, host: string): boolean {
  if (fault.times !== undefined && fault.times <= 0) return false
  if (fault.host !== undefined && fault.host !== host) return false
  return new RegExp(fault.match).test(path)
}

function isWithin(fault: Fault, now: number): boolean {
  if (fault.above === undefined) return false
  const { tokens, at } = buckets.get(fault) ?? { tokens: fault.above, at: now }
  const filled = Math.min(fault.above, tokens + ((now - at) / 1000) * fault.above)
  buckets.set(fault, { tokens: filled >= 1 ? filled - 1 : filled, at: now })
  return filled >= 1
}

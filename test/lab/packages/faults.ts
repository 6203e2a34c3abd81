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

/** The first fault that is meant for a request; counts it. */
export function faultFor(faults: Fault[], path: string, host: string): Fault | undefined {
  const found = faults.find((fault) => appliesTo(fault, path, host))
  if (found?.times !== undefined) found.times -= 1
  return found
}

function appliesTo(fault: Fault, path: string, host: string): boolean {
  if (fault.times !== undefined && fault.times <= 0) return false
  if (fault.host !== undefined && fault.host !== host) return false
  return new RegExp(fault.match).test(path)
}

/** The servers of the fabric. */
export type ServerName = 'wire' | 'hostPlugin' | 'imds' | 'blob'

/** One request as the fabric saw it; `answer` is a status, what was done instead, or `pending`. */
export interface LoggedRequest {
  readonly number: number
  readonly time: string
  readonly server: ServerName
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly fromAgent: boolean
  readonly body: string
  answer: number | 'pending' | 'drip' | 'truncated' | 'silent' | 'reset'
  durationMs: number
}

/** Which requests to list; every given field must hold. */
export interface RequestFilter {
  readonly server?: ServerName
  readonly method?: string
  readonly pathIncludes?: string
  readonly fromAgent?: boolean
  /** Only requests with a higher number. */
  readonly after?: number
}

const keptBodyBytes = 65_536

/** Keeps every request of a run, in order of arrival. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = []

  /** Records an arrival and returns its entry, to be completed when it is answered. */
  add(request: Omit<LoggedRequest, 'number' | 'time' | 'answer' | 'durationMs' | 'body'>, body: Buffer): LoggedRequest {
    const entry: LoggedRequest = {
      ...request,
      number: this.#entries.length + 1,
      time: new Date().toISOString(),
      body: body.subarray(0, keptBodyBytes).toString('utf8'),
      answer: 'pending',
      durationMs: 0,
    }
    this.#entries.push(entry)
    return entry
  }

  /** Returns the entries that match `filter`. */
  list(filter: RequestFilter = {}): LoggedRequest[] {
    return this.#entries.filter((entry) => matches(entry, filter))
  }
}

function matches(entry: LoggedRequest, filter: RequestFilter): boolean {
  if (filter.server !== undefined && entry.server !== filter.server) return false
  if (filter.method !== undefined && entry.method !== filter.method) return false
  if (filter.fromAgent !== undefined && entry.fromAgent !== filter.fromAgent) return false
  if (filter.after !== undefined && entry.number <= filter.after) return false
  return filter.pathIncludes === undefined || entry.path.includes(filter.pathIncludes)
}

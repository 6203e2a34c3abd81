/** A JSON object as it goes over the wire. */
export type Dictionary = Record<string, unknown>

/** A request, its path matched by a route: `parts` are what stood at the names in braces. */
export interface Call {
  readonly method: string
  /** Without query, as sent: the id of the resource that is asked for. */
  readonly path: string
  readonly parts: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Dictionary
}

/** What is answered; `work` goes on after it, as a long-running operation. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /** Resolves with what the operation leaves, for those who ask where it was announced; throws ArmError. */
  readonly work?: () => Promise<unknown>
}

export type Handle = (call: Call) => Answer | Promise<Answer>

/** Handlers by method and path, for instance `GET /subscriptions/{subscription}`. */
export type Routes = Readonly<Record<string, Handle>>

/** A refusal as the resource manager words it; `code` is what clients and people look up. */
export class ArmError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  /** The body that carries it. */
  get body(): { readonly code: string; readonly message: string } {
    return { code: this.code, message: this.message }
  }
}

import type { ComputeManagementClientOptionalParams } from '@azure/arm-compute'
import type { Dictionary } from '../artefacts.ts'

/** A resource read into the model of a client, and written again; `names` are the segments of its name. */
export interface RoundTrip {
  readonly read: (names: readonly string[]) => PromiseLike<object>
  readonly write: (names: readonly string[], model: object) => PromiseLike<unknown>
}

interface Request {
  readonly method: string
  readonly body?: unknown
  readonly headers: object
}

/** What lies between a client and Azure: nothing is sent. */
export interface Wire {
  readonly client: NonNullable<ComputeManagementClientOptionalParams['httpClient']>
  /** What the next requests are answered with. */
  answer: Dictionary
  /** The body that was written last. */
  readonly written: () => unknown
}

export function makeWire(): Wire {
  let written: unknown
  const wire: Wire = { answer: {}, written: () => written, client: { sendRequest } }
  return wire

  function sendRequest(request: Request): Promise<never> {
    const isWrite = request.method === 'PUT'
    if (isWrite) written = JSON.parse(String(request.body))
    const { headers } = request
    const status = isWrite ? 201 : 200
    return Promise.resolve({ request, headers, status, bodyAsText: JSON.stringify(wire.answer) } as never)
  }
}

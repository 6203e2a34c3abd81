import { randomUUID } from 'node:crypto'
import { ArmError, type Answer } from './wire.ts'

/** A long-running operation as clients see it. */
interface Operation {
  readonly id: string
  readonly startTime: string
  status: 'InProgress' | 'Succeeded' | 'Failed'
  endTime?: string
  error?: { readonly code: string; readonly message: string }
  result?: unknown
}

/** The operations that go on after their request was answered. */
export class Operations {
  readonly #all = new Map<string, Operation>()

  /** Starts the work and answers the id to ask by; the work's failure is kept, never thrown. */
  start(work: () => Promise<unknown>): string {
    const operation: Operation = { id: randomUUID(), startTime: now(), status: 'InProgress' }
    this.#all.set(operation.id, operation)
    void this.#follow(operation, work)
    return operation.id
  }

  /** How it stands with an operation: 200 also when it failed. */
  poll(id: string): Answer {
    const { id: name, startTime, status, endTime, error } = this.#get(id)
    return { status: 200, body: { name, startTime, status, endTime, error } }
  }

  /** What an operation leaves: 202 as long as it goes on. Throws its failure. */
  result(id: string): Answer {
    const { status, error, result } = this.#get(id)
    if (status === 'InProgress') return { status: 202 }
    if (error !== undefined) throw new ArmError(409, error.code, error.message)
    return { status: 200, body: result }
  }

  async #follow(operation: Operation, work: () => Promise<unknown>): Promise<void> {
    try {
      operation.result = await work()
      operation.status = 'Succeeded'
    } catch (error) {
      operation.error = asArmError(error).body
      operation.status = 'Failed'
    }
    operation.endTime = now()
  }

  #get(id: string): Operation {
    const operation = this.#all.get(id)
    if (operation === undefined) throw new ArmError(404, 'OperationNotFound', `There is no operation ${id}.`)
    return operation
  }
}

/** A refusal as it is; anything else is a fault of the lab and says so. */
export function asArmError(error: unknown): ArmError {
  if (error instanceof ArmError) return error
  return new ArmError(
    500,
    'InternalServerError',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  )
}

function now(): string {
  return new Date().toISOString()
}

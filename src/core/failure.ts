import { failures, type FailureCode } from './failures.ts'

export type FailureDetail = Readonly<Record<string, string | number>>

/** The one error class. The text comes from the catalogue; the throw site gives only the holes. */
export class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure'
  readonly code: FailureCode
  readonly detail: FailureDetail

  constructor(code: FailureCode, detail: FailureDetail = {}, options?: ErrorOptions) {
    super(`${code}: ${fill(failures[code].cause, detail)}`, options)
    this.code = code
    this.detail = detail
  }
}

export interface FailureText {
  readonly exit: number
  readonly cause: string
  readonly remedy: string
}

/** The exit code and the customer's two sentences for a failure, holes filled. */
export function describeFailure(code: FailureCode, detail: FailureDetail): FailureText {
  const row = failures[code]
  return { exit: row.exit, cause: fill(row.cause, detail), remedy: fill(row.remedy, detail) }
}

/** Turns anything thrown into a HandlerFailure; what is not one of ours is a bug and keeps its cause. */
export function asFailure(error: unknown): HandlerFailure {
  if (error instanceof HandlerFailure) return error
  if (error instanceof Error) {
    const known = systemErrors[errorCode(error) ?? '']
    if (known !== undefined) return new HandlerFailure(known, { detail: error.message }, { cause: error })
  }
  const detail = error instanceof Error ? error.message : String(error)
  return new HandlerFailure('handler.bug', { detail }, { cause: error })
}

/** What the operating system's own errors mean to a customer. */
const systemErrors: Readonly<Record<string, FailureCode>> = {
  ENOSPC: 'dependency.disk-full',
  EDQUOT: 'dependency.disk-full',
  EROFS: 'dependency.read-only',
  EACCES: 'dependency.permission',
  EPERM: 'dependency.permission',
}

function errorCode(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function fill(template: string, detail: FailureDetail): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => String(detail[name] ?? hole))
}

import { describeFailure } from './failure.ts'
import { limits } from './limits.ts'
import { leftNote, type Note, type Outcome } from './outcome.ts'
import { oneLine, printable } from './printable.ts'

/** Everything that is told about one operation: data for the status file, stderr, the exit code and the telemetry. */
export interface Report {
  readonly status: StatusReport
  /** '' when there is nothing to say. */
  readonly stderr: string
  readonly exitCode: number
  readonly event: EventReport
}

export interface StatusReport {
  readonly operation: string
  readonly state: 'transitioning' | 'success' | 'error'
  readonly code: number
  readonly message: string
  readonly substatuses: readonly Substatus[]
}

export interface Substatus {
  /** Shown as ComponentStatus/<name>: no "/". */
  readonly name: string
  readonly state: 'success' | 'warning' | 'error'
  readonly code: number
  readonly message: string
}

export interface EventReport {
  readonly level: 'Informational' | 'Warning' | 'Error'
  readonly task: string
  readonly message: string
}

/** Where a person finds more. */
export interface Where {
  /** Full command that shows more, to be run with sudo. */
  readonly command?: string
  readonly logFile?: string
}

/** The name that makes the portal say "user failure … Error code: N" (as azure-extension-platform reports it). */
export const clarification = 'ErrorClarification'

/** Only the first 3200 bytes of stderr are read by the agent, whatever the characters. */
const stderrBytes = 3000

/** Turns an outcome into all that is told; every text has passed `redact`. */
export function report(outcome: Outcome, where: Where, redact: (text: string) => string): Report {
  const { failure } = outcome
  const exitCode = failure === undefined ? 0 : describeFailure(failure.code, failure.detail).exit
  const clean: Outcome = {
    ...outcome,
    summary: redact(outcome.summary),
    notes: outcome.notes.map((note) => ({ ...note, message: redact(note.message) })),
  }
  const tell = (limit: number): string =>
    failure === undefined ? success(clean, limit) : story(outcome, where, redact, limit)
  return {
    status: {
      operation: operationTitle(outcome.operation),
      state: failure === undefined ? 'success' : 'error',
      code: exitCode,
      message: tell(limits.tell.messageCharacters),
      substatuses: [
        ...(failure === undefined ? [] : [clarify(exitCode, redact(failure.message))]),
        ...clean.notes.map((note) => substatus(note, exitCode)),
      ],
    },
    stderr: failure === undefined ? '' : withinBytes(`${tell(limits.tell.stderrCharacters)}\n`),
    exitCode,
    event: event(clean, failure && redact(failure.message)),
  }
}

/** What the status says while an operation is at work. */
export function transitioningStatus(operation: Outcome['operation']): StatusReport {
  const title = operationTitle(operation)
  return { operation: title, state: 'transitioning', code: 0, message: `${title} is at work.`, substatuses: [] }
}

function operationTitle(operation: string): string {
  return operation.charAt(0).toUpperCase() + operation.slice(1)
}

function success(outcome: Outcome, limit: number): string {
  const warnings = outcome.notes.filter((note) => note.verdict === 'warning')
  const lines = [outcome.summary, ...warnings.map((note) => `Warning (${note.name}): ${note.message}`)]
  return printable(lines.map((line) => oneLine(line, limit)).join('\n'), limit)
}

/** Cause, remedy, what is left and where to look on a line each; the cause gives way first when there is no room. */
function story(outcome: Outcome, where: Where, redact: (text: string) => string, limit: number): string {
  const { failure, notes } = outcome
  if (failure === undefined) return ''
  const { exit, cause, remedy } = describeFailure(failure.code, failure.detail)
  const left = notes.find(({ name }) => name === leftNote)?.message
  const more = moreLine(where)
  const further = [left, more].filter((line) => line !== undefined)
  const second = oneLine(redact(remedy), Math.floor(limit / (2 * Math.max(1, further.length))))
  const rest = [second, ...further.map((line) => oneLine(redact(line), Math.floor(limit / 4)))].join('\n')
  return `${oneLine(`${exit}: ${redact(cause)}`, limit - rest.length - 2)}\n${rest}`
}

function moreLine({ command, logFile }: Where): string | undefined {
  const parts = [
    ...(command === undefined ? [] : [`sudo ${command}`]),
    ...(logFile === undefined ? [] : [`log ${logFile}`]),
  ]
  return parts.length === 0 ? undefined : `More: ${parts.join('; ')}`
}

function clarify(code: number, message: string): Substatus {
  return { name: clarification, state: 'error', code, message: oneLine(message, limits.tell.substatusCharacters) }
}

/** A failed note carries the exit code of the operation: the agent wants a number in every substatus. */
function substatus(note: Note, exitCode: number): Substatus {
  const states = { passed: 'success', warning: 'warning', failed: 'error' } as const
  return {
    name: oneLine(note.name.replaceAll('/', '-'), 64),
    state: states[note.verdict],
    code: note.verdict === 'failed' ? exitCode : 0,
    message: printable(note.message, limits.tell.substatusCharacters),
  }
}

function event(outcome: Outcome, failed: string | undefined): EventReport {
  const warned = outcome.notes.some((note) => note.verdict === 'warning')
  return {
    level: failed !== undefined ? 'Error' : warned ? 'Warning' : 'Informational',
    task: outcome.operation,
    message: oneLine(failed ?? outcome.summary, limits.tell.eventCharacters),
  }
}

/** Text beyond ASCII is given up when it would push the last line out of what the agent reads. */
function withinBytes(text: string): string {
  return new TextEncoder().encode(text).length <= stderrBytes ? text : text.replace(/[^ -~\n]/g, '?')
}

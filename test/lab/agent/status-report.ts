import type { UploadedExtension, UploadedSubstatus } from '../azure/status-document.ts'
import { agentCodes, messageLimit, statusLimit, type AgentGeneration } from './contract.ts'

/** What the agent makes of a status file; `lost` when it chokes on it and the status of the whole VM is not uploaded. */
export interface StatusReport {
  readonly extension: UploadedExtension | undefined
  readonly lost: boolean
}

/** Stops reading: the agent reports `error` 1012, with what it has read so far. */
class InvalidStatus extends Error {
  substatuses: UploadedSubstatus[] = []
}

/** Stops reading: an exception that the agent does not expect. */
class LostStatus extends Error {}

const known: readonly unknown[] = ['transitioning', 'warning', 'error', 'success']

/** Returns what the agent reports for a status file (undefined: there is none). */
export function reportStatus(file: Buffer | undefined, sequence: number, generation: AgentGeneration): StatusReport {
  const nothing = { sequence, operation: null, substatuses: [] }
  if (file === undefined) {
    const message = 'The agent has found no status file of the extension yet.'
    return { extension: { ...nothing, status: 'transitioning', code: 0, message }, lost: false }
  }
  try {
    const text = decode(file)
    const extension = truncate(read(parse(text), sequence, generation), text.length)
    return { extension, lost: false }
  } catch (error) {
    if (error instanceof LostStatus) return { extension: undefined, lost: true }
    if (!(error instanceof InvalidStatus)) throw error
    const { message, substatuses } = error
    return {
      extension: { ...nothing, status: 'error', code: agentCodes.statusInvalid, message, substatuses },
      lost: false,
    }
  }
}

function decode(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
  } catch {
    throw new LostStatus('invalid UTF-8')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidStatus(`The status file is not JSON: ${text.slice(0, 2000)}`)
  }
}

type Fields = Record<string, unknown>

function read(parsed: unknown, sequence: number, generation: AgentGeneration): UploadedExtension {
  const nothing = { sequence, status: null, code: null, operation: null, message: null, substatuses: [] }
  if (parsed === null || (Array.isArray(parsed) && parsed.length === 0)) return nothing
  if (!Array.isArray(parsed))
    throw new InvalidStatus(`The status file is not an array: ${JSON.stringify(parsed).slice(0, 4096)}`)
  const first = fields(parsed[0], 'element 0')
  if (!('status' in first)) throw new InvalidStatus('The status file has no status.')
  const status = fields(first.status, 'status')
  if (!('status' in status)) throw new InvalidStatus('The status file has no status.status.')
  return {
    sequence,
    status: known.includes(status.status) ? (status.status as string) : 'error',
    code: (status.code ?? null) as number | null,
    operation: (status.operation ?? null) as string | null,
    message: readMessage(status.formattedMessage, generation),
    substatuses: readSubstatuses(status.substatus, generation),
  }
}

function readMessage(formatted: unknown, generation: AgentGeneration): string | null {
  if (formatted === undefined || formatted === null) return null
  const own = fields(formatted, 'formattedMessage')
  if (!('lang' in own) || !('message' in own)) throw new InvalidStatus('formattedMessage lacks lang or message.')
  if (own.message !== null && typeof own.message !== 'string' && generation !== '2.7.3.0')
    throw new LostStatus('message')
  return own.message as string | null
}

function readSubstatuses(list: unknown, generation: AgentGeneration): UploadedSubstatus[] {
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) throw new LostStatus('substatus')
  const read: UploadedSubstatus[] = []
  for (const item of list as unknown[]) {
    if (item === null) continue
    const own = fields(item, 'substatus item')
    if (!known.includes(own.status)) {
      const error = new InvalidStatus('A substatus has no status, or an unknown one.')
      error.substatuses = read
      throw error
    }
    const formatted = own.formattedMessage as Fields | null | undefined
    const message =
      formatted === undefined || formatted === null || !('message' in formatted) ? null : formatted.message
    if (message !== null && typeof message !== 'string' && generation !== '2.7.3.0') throw new LostStatus('message')
    read.push({
      name: (own.name ?? null) as string | null,
      status: own.status as string,
      code: (own.code ?? 0) as number,
      message: message as string | null,
    })
  }
  return read
}

function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new LostStatus(what)
}

const suffix = ' ... [TRUNCATED]'
const substatusLimit = 10_240

/** Above the limit the agent cuts messages and drops the last substatuses, and fails where there is nothing to cut. */
function truncate(extension: UploadedExtension, length: number): UploadedExtension {
  if (length <= statusLimit) return extension
  const cut = (text: string | null, limit: number): string => {
    if (text === null) throw new LostStatus('nothing to truncate')
    return text.length > limit ? text.slice(0, limit) + suffix : text
  }
  const message = cut(extension.message, messageLimit)
  const substatuses: UploadedSubstatus[] = []
  let total = message.length
  for (const part of extension.substatuses) {
    const short = { ...part, name: cut(part.name, substatusLimit), message: cut(part.message, substatusLimit) }
    total += short.name.length + short.message.length
    if (total > statusLimit) break
    substatuses.push(short)
  }
  return { ...extension, message, substatuses }
}

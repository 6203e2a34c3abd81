/** One substatus as the agent uploads it. */
export interface UploadedSubstatus {
  readonly name: string | null
  readonly status: string
  readonly code: number | null
  readonly message: string | null
}

/** The extension's own status as the agent uploads it. */
export interface UploadedExtension {
  readonly sequence: number
  readonly status: string | null
  readonly code: number | null
  readonly operation: string | null
  readonly message: string | null
  readonly substatuses: readonly UploadedSubstatus[]
}

/** One handler of an upload. */
export interface UploadedHandler {
  readonly handler: string
  readonly version: string
  readonly status: string
  readonly code: number
  readonly message: string
  readonly extension: UploadedExtension | undefined
}

/** What the tests need of one status upload. */
export interface StatusDocument {
  readonly agent: { readonly version: string; readonly status: string }
  /** The incarnation that the upload is about; undefined before the first goal state was processed. */
  readonly incarnation: number | undefined
  readonly goalState: { readonly status: string; readonly code: number } | undefined
  readonly handlers: readonly UploadedHandler[]
}

interface Message {
  readonly formattedMessage?: { readonly message?: string | null } | null
}
interface RawStatus extends Message {
  readonly status?: string | null
  readonly code?: number | null
  readonly operation?: string | null
  readonly substatus?: readonly (Message & { name?: string; status: string; code?: number })[] | null
}
interface RawHandler extends Message {
  readonly handlerName: string
  readonly handlerVersion: string
  readonly status: string
  readonly code: number
  readonly runtimeSettingsStatus?: {
    readonly sequenceNumber: number
    readonly settingsStatus: { readonly status: RawStatus }
  } | null
}
interface RawDocument {
  readonly aggregateStatus: {
    readonly guestAgentStatus: { readonly version: string; readonly status: string }
    readonly handlerAggregateStatus?: readonly RawHandler[]
    readonly vmArtifactsAggregateStatus?: {
      readonly goalStateAggregateStatus?: {
        readonly inSvdSeqNo?: string
        readonly status: string
        readonly code: number
      }
    }
  }
}

/** Returns the parsed upload. Throws when it is not a status document. */
export function parseStatus(content: Buffer): StatusDocument {
  const { aggregateStatus } = JSON.parse(content.toString('utf8')) as RawDocument
  const goal = aggregateStatus.vmArtifactsAggregateStatus?.goalStateAggregateStatus
  const { version, status } = aggregateStatus.guestAgentStatus
  return {
    agent: { version, status },
    incarnation: goal?.inSvdSeqNo === undefined ? undefined : Number(goal.inSvdSeqNo),
    goalState: goal && { status: goal.status, code: goal.code },
    handlers: (aggregateStatus.handlerAggregateStatus ?? []).map(parseHandler),
  }
}

function parseHandler(raw: RawHandler): UploadedHandler {
  const settings = raw.runtimeSettingsStatus
  return {
    handler: raw.handlerName,
    version: raw.handlerVersion,
    status: raw.status,
    code: raw.code,
    message: raw.formattedMessage?.message ?? '',
    extension: settings ? parseExtension(settings.sequenceNumber, settings.settingsStatus.status) : undefined,
  }
}

function parseExtension(sequence: number, raw: RawStatus): UploadedExtension {
  const substatuses = (raw.substatus ?? []).map((part) => ({
    name: part.name ?? null,
    status: part.status,
    code: part.code ?? null,
    message: part.formattedMessage?.message ?? null,
  }))
  return {
    sequence,
    status: raw.status ?? null,
    code: raw.code ?? null,
    operation: raw.operation ?? null,
    message: raw.formattedMessage?.message ?? null,
    substatuses,
  }
}

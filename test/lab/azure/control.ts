import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { FabricAddresses } from './addresses.ts'
import type { FaultRule } from './fault-rules.ts'
import type { PluginGoal } from './goal-state.ts'
import type { Identifiers } from './identifiers.ts'
import type { InstanceFacts } from './imds-instance.ts'
import type { ImdsEndpoint, ImdsMode } from './imds-modes.ts'
import type { LoggedRequest, RequestFilter } from './request-log.ts'
import type { StatusUpload } from './status-uploads.ts'

/** What the fabric says about itself. */
export interface FabricInfo {
  readonly ids: Identifiers
  readonly addresses: FabricAddresses
  readonly thumbprint: string
  readonly incarnation: number
  readonly uploads: number
}

/** A goal state that was put in force: by number, by the fabric's clock (ms), and what it wants. */
export interface SetGoal {
  readonly incarnation: number
  readonly at: number
  readonly plugins: readonly {
    readonly handler: string
    readonly version: string
    readonly state: PluginGoal['state']
    readonly seqNo: number
    readonly hasSettings: boolean
  }[]
}

/** Everything that tests can do to the fabric; the client offers the same over the control socket. */
export interface FabricControl {
  info: () => Promise<FabricInfo>
  publish: (package_: { handler: string; version: string; zipPath: string }) => Promise<void>
  unpublish: (package_: { handler: string; version: string }) => Promise<void>
  /** The list is the whole goal state: a handler that is left out is dropped. */
  setGoal: (plugins: readonly PluginGoal[]) => Promise<SetGoal>
  /** The same goal again under a new incarnation, as an unrelated change of the VM makes one. */
  repeatGoal: () => Promise<SetGoal>
  /** Returns the thumbprint of the new tenant certificate; the old one is no longer delivered. */
  rotateCertificate: () => Promise<string>
  setImds: (wish: { mode: ImdsMode; endpoints?: readonly ImdsEndpoint[] }) => Promise<void>
  setInstance: (facts: Partial<InstanceFacts>) => Promise<void>
  setFaults: (rules: readonly FaultRule[]) => Promise<void>
  requests: (filter: RequestFilter) => Promise<LoggedRequest[]>
  uploads: (wish: { after: number }) => Promise<StatusUpload[]>
  /** Waits up to `seconds`, the lab's patience unless given, for the first upload after number `after`; null when none came. */
  nextUpload: (wish: { after: number; seconds?: number }) => Promise<StatusUpload | null>
}

/** The names of the control calls. */
export const controlCalls = [
  ...['info', 'publish', 'unpublish', 'setGoal', 'repeatGoal', 'rotateCertificate', 'setImds', 'setInstance'],
  ...['setFaults', 'requests', 'uploads', 'nextUpload'],
] as readonly (keyof FabricControl)[]

/** Serves `control` on a UNIX socket: POST /<call> with one JSON argument. */
export async function serveControl(socketPath: string, control: FabricControl): Promise<Server> {
  await rm(socketPath, { force: true })
  const server = createServer((message, response) => {
    void call(message, control).then(({ status, value }) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(value ?? null))
    })
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return server
}

async function call(message: IncomingMessage, control: FabricControl): Promise<{ status: number; value: unknown }> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk as Buffer)
    const argument: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const name = controlCalls.find((known) => `/${known}` === message.url)
    if (name === undefined) return { status: 404, value: { error: `no such call: ${message.url ?? ''}` } }
    const run = control[name] as (argument: unknown) => Promise<unknown>
    return { status: 200, value: await run(argument) }
  } catch (error) {
    return { status: 500, value: { error: error instanceof Error ? error.message : String(error) } }
  }
}

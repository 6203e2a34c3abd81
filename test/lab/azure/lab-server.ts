import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Endpoint } from './addresses.ts'
import { text, type Answer } from './answers.ts'
import type { FaultRules } from './fault-rules.ts'
import type { LoggedRequest, RequestLog, ServerName } from './request-log.ts'

/** A request as the handlers of the fabric get it. Header names are in lower case. */
export interface LabRequest {
  readonly server: ServerName
  readonly method: string
  /** Path and query as sent. */
  readonly path: string
  readonly url: URL
  readonly headers: Record<string, string>
  readonly body: Buffer
  readonly fromAgent: boolean
  /** The address that asks. */
  readonly peer: string
}

export type Respond = (request: LabRequest) => Answer | Promise<Answer>

/** A server that can be taken away and given back, for refused connections. */
export interface LabServer {
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Returns a server that logs every request, applies the fault rules and answers with `respond`; it is not open yet. */
export function labServer(
  name: ServerName,
  endpoint: Endpoint,
  { log, faults }: { readonly log: RequestLog; readonly faults: FaultRules },
  respond: Respond,
): LabServer {
  let server: Server | undefined
  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(name, message)
    const entry = log.add(request, request.body)
    const started = Date.now()
    const answer = faults.strike(request) ?? (await answerOf(respond, request))
    entry.answer = answer.kind === 'reply' ? answer.status : answer.kind
    await send(answer, response)
    finish(entry, started)
  }
  return {
    async open() {
      if (server !== undefined) return
      server = createServer((message, response) => {
        handle(message, response).catch(() => message.socket.destroy())
      })
      server.listen(endpoint.port, endpoint.host)
      await once(server, 'listening')
    },
    async close() {
      const closing = server
      server = undefined
      if (closing === undefined) return
      const closed = once(closing, 'close')
      closing.close()
      closing.closeAllConnections()
      await closed
    },
  }
}

async function answerOf(respond: Respond, request: LabRequest): Promise<Answer> {
  try {
    return await respond(request)
  } catch (error) {
    return text(500, `fabric: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
}

function finish(entry: LoggedRequest, started: number): void {
  entry.durationMs = Date.now() - started
}

async function receive(server: ServerName, message: IncomingMessage): Promise<LabRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const headers: Record<string, string> = {}
  for (const [key, value] of Object.entries(message.headers)) headers[key] = String(value)
  const path = message.url ?? '/'
  const fromAgent = (headers['user-agent'] ?? '').startsWith('WALinuxAgent/')
  const url = new URL(path, 'http://fabric.invalid')
  const peer = message.socket.remoteAddress ?? ''
  return { server, method: message.method ?? 'GET', path, url, headers, body: Buffer.concat(chunks), fromAgent, peer }
}

async function send(answer: Answer, response: ServerResponse): Promise<void> {
  switch (answer.kind) {
    case 'reply':
      response.writeHead(answer.status, { ...answer.headers, 'Content-Length': answer.body.length })
      response.end(answer.body)
      return
    case 'silent':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'truncated':
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.announced })
      await new Promise((sent) => response.write(answer.body, sent))
      response.socket?.destroy()
      return
    case 'drip':
      response.writeHead(200, { ...answer.headers, 'Content-Length': answer.body.length })
      await drip(answer.body, answer.everyMs, response)
  }
}

async function drip(body: Buffer, everyMs: number, response: ServerResponse): Promise<void> {
  for (const byte of body) {
    if (response.destroyed) return
    response.write(Buffer.of(byte))
    await new Promise((next) => setTimeout(next, everyMs))
  }
  response.end()
}

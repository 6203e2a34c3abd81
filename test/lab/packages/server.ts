// The package host: HTTPS on 443 and HTTP on 80 of one address, driven over IPC by host.ts.
// Arguments: folder to serve, folder of certificates, address.
import { readFileSync } from 'node:fs'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { CertificateName } from './certificates.ts'
import { faultFor, type Fault } from './faults.ts'
import { findFile, sendFile } from './files.ts'
import { answerCommands } from './ipc.ts'
import type { HostCommands, LoggedRequest } from './host.ts'

const [www, certificates, address] = process.argv.slice(2) as [string, string, string]
const sockets = new Map<string, Socket>()
let faults: Fault[] = []
let state = 'all'
let certificate: CertificateName = 'server'
let log: LoggedRequest[] = []

answerCommands({
  fault: (fault) => void faults.push(fault),
  publish: (name) => void (state = name),
  present: (name) => void (certificate = name),
  log: () => log,
  clear: () => {
    faults = []
    log = []
    state = 'all'
    certificate = 'server'
  },
} satisfies HostCommands)

const listener = (request: IncomingMessage, response: ServerResponse): void => {
  answer(request, response).catch((error: unknown) => response.destroy(error as Error))
}
const http = createHttp(listener)
const https = createHttps({ ...pairOf('server'), SNICallback: present }, listener)
for (const server of [http, https]) server.on('connection', remember)
https.listen(443, address, () => http.listen(80, address, () => process.send?.('ready')))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://any').pathname)
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const at = performance.now()
  const fault = faultFor(faults, path, host, at)
  const entry = { at, method: request.method ?? '', host, path, agent: request.headers['user-agent'] ?? '' }
  const tls = request.socket.localPort === 443
  response.once('close', () => log.push({ ...entry, tls, status: response.statusCode, faulty: fault !== undefined }))
  if (fault?.delayMs) await sleep(fault.delayMs)
  if (fault?.reset) {
    reset(request)
    return
  }
  if (fault?.retryAfter !== undefined) response.setHeader('Retry-After', fault.retryAfter)
  if (fault?.status) return void response.writeHead(fault.status).end(`fault ${fault.status}\n`)
  const wanted = fault?.serve === undefined ? path : path.replace(new RegExp(fault.match), fault.serve)
  const file = findFile([join(www, 'state', state), www], wanted)
  if (!file) return void response.writeHead(404).end('not found\n')
  await sendFile(request, response, file, fault ?? { match: '' })
}

function present(_name: string, done: (error: null, context: SecureContext) => void): void {
  done(null, createSecureContext(pairOf(certificate)))
}

function pairOf(name: CertificateName): { key: Buffer; cert: Buffer } {
  return {
    key: readFileSync(join(certificates, `${name}.key`)),
    cert: readFileSync(join(certificates, `${name}.crt`)),
  }
}

/** A TLS socket cannot send RST; the TCP socket below it can. */
function remember(socket: Socket): void {
  const peer = `${socket.remoteAddress}:${socket.remotePort}`
  sockets.set(peer, socket)
  socket.once('close', () => sockets.delete(peer))
}

function reset({ socket }: IncomingMessage): void {
  sockets.get(`${socket.remoteAddress}:${socket.remotePort}`)?.resetAndDestroy()
}

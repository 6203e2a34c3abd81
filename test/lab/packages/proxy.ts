// A forward proxy (CONNECT and plain http), driven over IPC by proxy-host.ts.
// Arguments: address, port, names with their addresses as JSON, and, when a password is asked for, `user:password`.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { answerCommands } from './ipc.ts'
import type { ProxiedRequest, ProxyCommands } from './proxy-host.ts'

const [address, port, names, credentials] = process.argv.slice(2) as [string, string, string, string | undefined]
const addressOf = JSON.parse(names) as Record<string, string>
let log: ProxiedRequest[] = []

answerCommands({
  log: () => log,
  clear: () => {
    log = []
  },
} satisfies ProxyCommands)

const server = createServer(forward)
server.on('connect', tunnel)
server.listen(Number(port), address, () => process.send?.('ready'))

function forward(request: IncomingMessage, response: ServerResponse): void {
  const target = new URL(request.url ?? '/', 'http://proxy.invalid')
  const refusal = refusalOf(request, target.hostname)
  log.push({ method: request.method ?? '', target: target.href, status: refusal ?? 200 })
  if (refusal) return void response.writeHead(refusal, challenge(refusal)).end()
  const own = Object.entries(request.headers).filter(([name]) => !name.startsWith('proxy-'))
  const headers = Object.fromEntries(own)
  const options = { host: addressOf[target.hostname], port: target.port || 80, method: request.method, headers }
  const onward = httpRequest({ ...options, path: `${target.pathname}${target.search}` }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}

function tunnel(request: IncomingMessage, client: Socket, head: Buffer): void {
  const [host = '', to = ''] = (request.url ?? '').split(':')
  const refusal = refusalOf(request, host)
  log.push({ method: 'CONNECT', target: `${host}:${to}`, status: refusal ?? 200 })
  client.on('error', () => undefined)
  if (refusal) {
    const headers = Object.entries(challenge(refusal)).map(([name, value]) => `${name}: ${value}\r\n`)
    client.end(`HTTP/1.1 ${refusal} Refused\r\n${headers.join('')}Content-Length: 0\r\n\r\n`)
    return
  }
  const onward = connect(Number(to), addressOf[host], () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    onward.write(head)
    onward.pipe(client).pipe(onward)
  })
  onward.on('error', () => client.destroy())
  client.on('close', () => onward.destroy())
}

/** 407 without the right password, 502 for a name the proxy does not know. */
function refusalOf(request: IncomingMessage, host: string): number | undefined {
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  if (expected && request.headers['proxy-authorization'] !== expected) return 407
  return addressOf[host] ? undefined : 502
}

function challenge(status: number): Record<string, string> {
  return status === 407 ? { 'Proxy-Authenticate': 'Basic realm="lab"' } : {}
}

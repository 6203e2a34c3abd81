// The hosts that a login asks (sign-in and roles), over HTTPS, driven over IPC by login-hosts-host.ts.
// Arguments: folder with <certificate>.key and <certificate>.crt, address, port.
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { createServer as createPlainServer, type Server as PlainServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { answerCommands } from '../packages/ipc.ts'
import type { LoginHostsCommands, LoginHostsMode } from './login-hosts-host.ts'

const [folder, address, port] = process.argv.slice(2) as [string, string, string]
const asked: string[] = []
let server: Server | PlainServer | undefined
let settled = false

answerCommands({
  set: (mode) => {
    settled = false
    void settle(mode)
  },
  settled: () => settled,
  requests: () => asked,
} satisfies LoginHostsCommands)

async function settle(mode: LoginHostsMode): Promise<void> {
  const closing = server
  if (closing !== undefined) {
    if ('closeAllConnections' in closing) closing.closeAllConnections()
    await new Promise((closed) => closing.close(closed))
  }
  server = serverOf(mode)
  const opening = server
  if (opening !== undefined) await new Promise<void>((done) => opening.listen(Number(port), address, done))
  settled = true
}

function serverOf(mode: LoginHostsMode): Server | PlainServer | undefined {
  if (mode === 'closed') return undefined
  if (mode === 'noTls') return createPlainServer(greet)
  const certificate = mode === 'untrusted' ? 'untrusted' : 'trusted'
  const [key, cert] = ['key', 'crt'].map((end) => readFileSync(join(folder, `${certificate}.${end}`)))
  return createServer({ key, cert }, (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`)
    if (mode === 'silent') return
    response.writeHead(typeof mode === 'number' ? mode : 200, { 'Content-Type': 'application/json' }).end('{}')
  })
}

/** What is not read keeps a connection open for ever, and with it the server; how the other side ends does not matter. */
function greet(socket: Socket): void {
  socket.on('error', () => undefined).resume()
  socket.end('220 mail ready\r\n')
}

await settle('open')
process.send?.('ready')

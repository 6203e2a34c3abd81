import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Starts a server on a free loopback port until the test ends; answers the port. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    // A client that gives up resets the connection: that is what many of these tests are about.
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve()
    }),
  )
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

export interface Certificates {
  /** The CA that signed `certificate`. */
  readonly ca: string
  readonly certificate: string
  readonly expired: string
  readonly key: string
  remove(): void
}

/** A CA of its own and two certificates of it for localhost, one expired. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'http-test-'))
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test CA')
  openssl(
    'req',
    ...newKey,
    '-keyout',
    'key',
    '-out',
    'csr',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  )
  const sign = ['x509', '-req', '-in', 'csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-copy_extensions', 'copyall']
  openssl(...sign, '-days', '2', '-out', 'good.pem')
  openssl(...sign, '-days', '-1', '-out', 'expired.pem')
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  return {
    ca: read('ca.pem'),
    certificate: read('good.pem'),
    expired: read('expired.pem'),
    key: read('key'),
    remove: () => {
      rmSync(folder, { recursive: true })
    },
  }
}

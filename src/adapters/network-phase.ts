import type { ClientRequest } from 'node:http'
import { isIP, type Socket } from 'node:net'
import type { NetworkPhase } from '../host.ts'

/**
 * Watches how far a request comes; the answer tells the phase that is under way. Node hands over the socket to a proxy
 * only when the tunnel, and TLS in it, is ready.
 */
export function followPhase(outgoing: ClientRequest, url: URL, proxied: boolean): () => NetworkPhase {
  const secure = url.protocol === 'https:'
  let phase: NetworkPhase = proxied ? 'proxy' : isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? 'dns' : 'tcp'
  const enter = (next: NetworkPhase) => () => {
    phase = next
  }
  outgoing.on('socket', (socket: Socket) => {
    if (proxied && secure) {
      phase = 'http'
      return
    }
    // Said of a name that was not found, too.
    socket.on('lookup', (error: Error | null) => {
      if (!proxied && error === null) phase = 'tcp'
    })
    socket.once('connect', enter(secure ? 'tls' : 'http'))
    socket.once('secureConnect', enter('http'))
  })
  outgoing.on('response', enter('http'))
  return () => phase
}

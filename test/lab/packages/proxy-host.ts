import { join } from 'node:path'
import { addresses, hostNames } from '../machine/addresses.ts'
import type { Fabric } from '../machine/fabric.ts'
import { startProgram } from './ipc.ts'

export interface ProxiedRequest {
  method: string
  /** `host:port` of a CONNECT, else the URL. */
  target: string
  /** 200 when it went through, 407 without the right password, 502 for an unknown name. */
  status: number
}

/** What the proxy program answers to. */
export interface ProxyCommands extends Record<string, (argument: never) => unknown> {
  log: () => ProxiedRequest[]
  clear: () => void
}

export interface ProxyHost {
  /** As a client is configured with it, without credentials. */
  url: string
  /** Every request so far. */
  log: () => Promise<ProxiedRequest[]>
  clear: () => Promise<void>
  stop: () => Promise<void>
}

const port = 3128

/**
 * Starts a forward proxy in a fabric; with `user:password`, it asks for them. `hosts` are names it knows besides the
 * fabric's. It ends with this process.
 */
export async function startProxy(
  fabric: Fabric,
  credentials?: string,
  hosts: Readonly<Record<string, string>> = {},
): Promise<ProxyHost> {
  const names = JSON.stringify({ ...hostNames, ...hosts })
  const args = [addresses.proxy, String(port), names, ...(credentials ? [credentials] : [])]
  const { ask, stop } = await startProgram<ProxyCommands>(fabric, join(import.meta.dirname, 'proxy.ts'), args)
  return { url: `http://proxy.test:${port}`, log: () => ask('log'), clear: () => ask('clear'), stop }
}

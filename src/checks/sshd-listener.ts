import type { Host } from '../host.ts'
import { optionOf, type SshdOptions } from './effective-sshd.ts'
import { readIfAny } from './readable.ts'

/** A machine with very many connections has large tables; all sockets that listen stand first in them. */
const tableBytes = 32 * 1024 * 1024
const listenState = '0A'

/** Which of sshd's ports nobody listens on, neither sshd nor systemd in its place; undefined when that is unknown. */
export async function silentPorts(
  host: Pick<Host, 'files'>,
  options: SshdOptions | undefined,
): Promise<number[] | undefined> {
  const tables = [
    await readIfAny(host, '/proc/net/tcp', tableBytes),
    await readIfAny(host, '/proc/net/tcp6', tableBytes),
  ]
  if (tables.every((table) => table === undefined)) return undefined
  const open = new Set(tables.flatMap((table) => listeningPorts(table ?? '')))
  return portsOf(options).filter((port) => !open.has(port))
}

/** The ports of /proc/net/tcp or tcp6 in state LISTEN. */
export function listeningPorts(table: string): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return state === listenState ? [parseInt(local.split(':')[1] ?? '', 16)] : []
  })
}

/** Where sshd is told to listen: the ports of its addresses, which it prints with those of Port filled in. */
export function portsOf(options: SshdOptions | undefined): number[] {
  const addresses = (options?.get('listenaddress') ?? []).flatMap((address) => /:(\d+)$/.exec(address)?.[1] ?? [])
  const ports = addresses.length > 0 ? addresses : (options?.get('port') ?? ['22'])
  return [...new Set(ports.map(Number))]
}

export interface RunningSshd {
  readonly pid: number
  /** The file it writes its process id to. */
  readonly pidFile: string
  /** When it last read its configuration, milliseconds since 1970. */
  readonly loadedMs: number
}

/**
 * The sshd that listens, from the file it writes its process id to: sshd writes it at its start and, because it starts
 * itself anew, at every reload. undefined where there is none, as with systemd's socket: then each connection has an
 * sshd of its own, which reads what is on disk.
 */
export async function runningSshd(
  host: Pick<Host, 'files'>,
  options: SshdOptions | undefined,
): Promise<RunningSshd | undefined> {
  const path = options === undefined ? '/run/sshd.pid' : optionOf(options, 'pidfile')
  if (!path.startsWith('/')) return undefined
  const pid = Number((await readIfAny(host, path))?.trim())
  if (!Number.isInteger(pid) || pid < 1) return undefined
  const name = await readIfAny(host, `/proc/${pid}/comm`)
  const stat = await host.files.stat(path).catch(() => undefined)
  return name?.trim() === 'sshd' && stat !== undefined ? { pid, pidFile: path, loadedMs: stat.mtimeMs } : undefined
}

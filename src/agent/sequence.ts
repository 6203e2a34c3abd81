import type { Host } from '../host.ts'
import type { HandlerEnvironment } from './environment.ts'
import type { Invocation } from './invocation.ts'

/**
 * The sequence number of this command: what the agent says, else (run by hand) that of the newest settings file, the
 * highest of equally new ones, else 0. The number may go down: highest-number-wins would read stale settings.
 */
export async function readSequence(
  host: Host,
  environment: Pick<HandlerEnvironment, 'configFolder'>,
  invocation: Pick<Invocation, 'env'>,
): Promise<number> {
  const given = sequenceNumber(invocation.env.ConfigSequenceNumber ?? '')
  return given ?? (await newestSettings(host, environment.configFolder)) ?? 0
}

/** A non-negative whole number written plainly, or undefined. */
export function sequenceNumber(text: string): number | undefined {
  return /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined
}

async function newestSettings(host: Host, folder: string): Promise<number | undefined> {
  let newest: { sequence: number; mtimeMs: number } | undefined
  for (const name of (await host.files.list(folder)) ?? []) {
    const sequence = name.endsWith('.settings') ? sequenceNumber(name.slice(0, -'.settings'.length)) : undefined
    if (sequence === undefined) continue
    const stat = await host.files.stat(`${folder}/${name}`)
    if (stat?.type !== 'file') continue
    const { mtimeMs } = stat
    const newer = newest === undefined || mtimeMs > newest.mtimeMs
    if (newer || (mtimeMs === newest?.mtimeMs && sequence > newest.sequence)) newest = { sequence, mtimeMs }
  }
  return newest?.sequence
}

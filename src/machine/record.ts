import type { z } from '../core/zod.ts'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'
import { layout } from './layout.ts'

/**
 * Reads one of our own JSON files. A file that is missing, half-written or not of the schema is `fallback`,
 * with a line in the log: what it said can be found out anew, and a broken record must not stop a repair.
 */
export async function readRecord<T>(host: Host, path: string, schema: z.ZodType<T>, fallback: T): Promise<T> {
  try {
    const text = await host.files.readText(path, limits.read.stateBytes)
    return text === undefined ? fallback : schema.parse(JSON.parse(text))
  } catch (error) {
    host.log.write('warn', `${path} is unusable and is ignored`, { error: String(error) })
    return fallback
  }
}

/** Writes one of our own JSON files, root only, whole or not at all. */
export async function writeRecord(host: Host, path: string, value: unknown): Promise<void> {
  await host.files.makeDirectory(layout.state, 0o700)
  await host.files.writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`, 0o600)
}

import { z } from '../core/zod.ts'
import { readJson } from '../agent/json.ts'
import { sequenceNumber } from '../agent/sequence.ts'
import { limits } from '../core/limits.ts'
import type { Files } from '../host.ts'
import type { StatusDocument } from './documents.ts'

/** Only what is shown; whoever wrote the file (this program, its door, an older version), the rest does not matter. */
const statusFile = z.tuple([
  z.object({
    timestampUTC: z.string(),
    status: z.object({
      operation: z.string().default(''),
      status: z.string(),
      code: z.int().default(0),
      formattedMessage: z.object({ message: z.string() }).optional(),
    }),
  }),
])

/** The status that was written last into the agent's status folder, or null. */
export async function readLastStatus(files: Files, folder: string): Promise<StatusDocument['lastStatus']> {
  const written: { sequence: number; mtimeMs: number }[] = []
  for (const name of (await files.list(folder)) ?? []) {
    const sequence = name.endsWith('.status') ? sequenceNumber(name.slice(0, -'.status'.length)) : undefined
    if (sequence === undefined) continue
    const stat = await files.stat(`${folder}/${name}`)
    if (stat?.type === 'file') written.push({ sequence, mtimeMs: stat.mtimeMs })
  }
  const newest = written.toSorted((a, b) => b.mtimeMs - a.mtimeMs || b.sequence - a.sequence)[0]
  if (newest === undefined) return null
  const reading = await readJson(files, `${folder}/${newest.sequence}.status`, limits.read.stateBytes)
  const parsed = statusFile.safeParse(reading.kind === 'value' ? reading.value : undefined)
  if (!parsed.success) return null
  const [{ timestampUTC: time, status }] = parsed.data
  const { operation, status: state, code, formattedMessage } = status
  return { sequence: newest.sequence, time, operation, state, code, message: formattedMessage?.message ?? '' }
}

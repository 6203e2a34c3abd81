import { z } from 'zod'
import type { Host } from '../host.ts'
import { layout } from './layout.ts'
import { readRecord, writeRecord } from './record.ts'

/**
 * What one run remembers for the next. It belongs to one VM: an image that was baked with it must not make the
 * machines made from it skip anything, so another VM's memory counts as none.
 */
const memorySchema = z.object({
  vmId: z.string(),
  /** The cloud the metadata service named, e.g. AzurePublicCloud. */
  cloud: z.string().optional(),
  /** Set when verification passed: what it read, what that was, and what it was for. */
  verified: z
    .object({
      request: z.string(),
      fingerprint: z.string(),
      inputs: z.object({ contents: z.array(z.string()), folders: z.array(z.string()), stats: z.array(z.string()) }),
    })
    .optional(),
})
export type Memory = z.infer<typeof memorySchema>

/** The memory of this VM; a fresh one when there is none or it is another VM's. */
export async function readMemory(host: Host): Promise<Memory> {
  const vmId = await readVmId(host)
  const memory = await readRecord(host, layout.memory, memorySchema, { vmId })
  return memory.vmId === vmId ? memory : { vmId }
}

/** Stores the memory. */
export async function writeMemory(host: Host, memory: Memory): Promise<void> {
  await writeRecord(host, layout.memory, memory)
}

/** What tells this VM from its clones: the firmware's id, else the system's. '' when neither is known. */
export async function readVmId(host: Host): Promise<string> {
  for (const path of ['/sys/class/dmi/id/product_uuid', '/etc/machine-id']) {
    const id = (await host.files.readText(path).catch(() => undefined))?.trim().toLowerCase()
    if (id !== undefined && id !== '') return id
  }
  return ''
}

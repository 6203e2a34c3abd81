import { z } from '../core/zod.ts'
import { sessionPolicies, type SessionPolicy } from '../core/session.ts'
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
  /** What the settings say about users who are logged in at a delete, which gets no settings; the default is not kept. */
  sessions: z.enum(sessionPolicies).optional(),
  /** Set when verification passed: what it read, what that was, and what it was for. */
  verified: z
    .object({
      request: z.string(),
      fingerprint: z.string(),
      inputs: z.object({ contents: z.array(z.string()), folders: z.array(z.string()), stats: z.array(z.string()) }),
      /** What was warned of then. */
      warnings: z.array(z.object({ name: z.string(), message: z.string() })).optional(),
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

/** Keeps what a delete has to know of the settings; answers the memory as it is then. */
export async function keepPolicy(host: Host, memory: Memory, policy: SessionPolicy): Promise<Memory> {
  const { sessions, ...rest } = memory
  if ((sessions ?? 'wait') === policy) return memory
  const kept: Memory = policy === 'wait' ? rest : { ...rest, sessions: policy }
  await writeMemory(host, kept)
  return kept
}

/** What tells this VM from its clones: the firmware's id, else the system's. '' when neither is known. */
export async function readVmId(host: Host): Promise<string> {
  for (const path of ['/sys/class/dmi/id/product_uuid', '/etc/machine-id']) {
    const id = (await host.files.readText(path).catch(() => undefined))?.trim().toLowerCase()
    if (id !== undefined && id !== '') return id
  }
  return ''
}

import { z } from './zod.ts'

/** A value of ID in os-release, lower case. */
const id = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/)

/** Systems that are known and cannot be served. */
const refusedSystem = z.strictObject({
  ids: z.array(id).min(1),
  name: z.string().min(1),
  /** Completes "… is not supported: …": no capital letter, no full stop. */
  reason: z.string().regex(/^[a-z].*[^.]$/),
})

/** distro-profiles/refused.json. */
export const refusedFileSchema = z.strictObject({ systems: z.array(refusedSystem) })

export type RefusedSystem = z.infer<typeof refusedSystem>

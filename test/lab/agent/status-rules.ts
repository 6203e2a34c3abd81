import { z } from 'zod'
import { messageLimit, statusLimit } from './contract.ts'

const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'not an ISO 8601 time in UTC')
const code = z.int32()
const wellFormed = z.string().refine((text) => text.isWellFormed(), 'a lone surrogate')
const formattedMessage = z.strictObject({
  lang: z.string().min(1),
  message: wellFormed.max(messageLimit, `longer than the ${messageLimit} characters that the portal shows`),
})
/** `warning` is left out: it is not final for the sequencing of extensions. For a part of the status it is fine. */
const status = z.enum(['transitioning', 'success', 'error'])
const partStatus = z.enum(['transitioning', 'success', 'warning', 'error'])

const schema = z
  .array(
    z.strictObject({
      version: z.number(),
      timestampUTC: time,
      status: z.strictObject({
        name: z.string().min(1),
        operation: z.string().min(1),
        configurationAppliedTime: time.optional(),
        status,
        code,
        formattedMessage,
        substatus: z
          .array(
            z.strictObject({
              // The instance view puts the name between slashes.
              name: wellFormed
                .min(1)
                .max(64)
                .regex(/^[^/]*$/, 'a slash in the name'),
              status: partStatus,
              code,
              formattedMessage,
            }),
          )
          .optional(),
      }),
    }),
  )
  .length(1)

/** Returns every rule that a status file breaks, whether today's agents mind or not. */
export function statusViolations(file: Buffer): string[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
  } catch {
    return ['invalid UTF-8: the status of the whole VM is lost']
  }
  const found = text.length > statusLimit ? [`${text.length} characters, above the limit of ${statusLimit}`] : []
  if (text.startsWith('\uFEFF')) return [...found, 'starts with a byte order mark']
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return [...found, 'not JSON']
  }
  const { error } = schema.safeParse(parsed)
  return [...found, ...(error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`)]
}

import { z } from 'zod'
import { protectedSettingsSchema, publicSettingsSchema } from '../../src/agent/settings-schema.ts'

/** One row per setting: name, public or protected, default, meaning; all from the schema that validates them. */
export function settingRows(): string[][] {
  return [...rowsOf(publicSettingsSchema, 'public', ''), ...rowsOf(protectedSettingsSchema, 'protected', '')]
}

function rowsOf(schema: z.ZodObject, kind: string, prefix: string): string[][] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const path = `${prefix}${name}`
    const { inner, fallback } = unwrap(field)
    const meaning = (field as z.ZodType).description ?? (inner as z.ZodType).description ?? ''
    if (meaning === '') throw new Error(`the setting ${path} has no description`)
    const own = [`\`${path}\``, kind, fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``, meaning]
    return inner instanceof z.ZodObject ? [own, ...rowsOf(inner, kind, `${path}.`)] : [own]
  })
}

interface Unwrapped {
  readonly inner: unknown
  readonly fallback: unknown
}

function unwrap(field: unknown, fallback?: unknown): Unwrapped {
  if (field instanceof z.ZodOptional) return unwrap(field.unwrap(), fallback)
  if (field instanceof z.ZodDefault) return unwrap(field.unwrap(), field.def.defaultValue)
  return { inner: field, fallback }
}

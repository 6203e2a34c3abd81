import { z } from '../core/zod.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'
import { parseJson, readJson } from './json.ts'
import { problemsOf } from './problem.ts'

/** What one settings file holds, protected part still sealed. */
export interface SettingsFile {
  readonly public: unknown
  readonly sealed?: Sealed
}

/** Protected settings as they came: base64 of an encrypted message, and the certificate it was made for. */
export interface Sealed {
  readonly text: string
  readonly thumbprint: string
}

const envelopeSchema = z
  .object({
    runtimeSettings: z
      .array(
        z
          .object({
            handlerSettings: z
              .object({
                publicSettings: z.unknown().optional(),
                protectedSettings: z.string().nullish(),
                protectedSettingsCertThumbprint: z.string().nullish(),
              })
              .nullish(),
          })
          .nullable(),
      )
      .max(1)
      .nullish(),
  })
  .nullable()

/**
 * Reads `<sequence>.settings`. No file, an empty one, `null` and `{}` all mean: no settings, which the agent writes when
 * the customer gave none. Throws `settings.invalid`, or `settings.undecryptable` when the certificate is not named.
 */
export async function readSettingsFile(host: Host, configFolder: string, sequence: number): Promise<SettingsFile> {
  const name = `${sequence}.settings`
  const reading = await readJson(host.files, `${configFolder}/${name}`, limits.read.settingsBytes)
  if (reading.kind === 'unusable') throw invalid(`${name}: ${reading.problem}`)
  if (reading.kind !== 'value') return { public: {} }
  const checked = envelopeSchema.safeParse(reading.value)
  if (!checked.success) throw invalid(problemsOf(checked.error, name))
  const settings = checked.data?.runtimeSettings?.[0]?.handlerSettings
  if (settings == null) return { public: {} }
  const sealed = sealedOf(settings.protectedSettings, settings.protectedSettingsCertThumbprint)
  return { public: publicOf(settings.publicSettings), ...(sealed && { sealed }) }
}

/** Public settings are an object; Fast Track goal states carry them as its text. */
function publicOf(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {}
  const reading = parseJson(value)
  if (reading.kind === 'blank') return {}
  if (reading.kind !== 'value') throw invalid('publicSettings is text that is not a JSON object')
  return reading.value ?? {}
}

function sealedOf(text: string | null | undefined, thumbprint: string | null | undefined): Sealed | undefined {
  if (text == null || text.trim() === '') return undefined
  if (thumbprint == null || thumbprint === '')
    throw new HandlerFailure('settings.undecryptable', { problem: 'the thumbprint of their certificate is missing' })
  return { text, thumbprint }
}

function invalid(problem: string): HandlerFailure {
  return new HandlerFailure('settings.invalid', { problem })
}

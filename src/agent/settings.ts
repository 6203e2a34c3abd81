import type { z } from '../core/zod.ts'
import { HandlerFailure } from '../core/failure.ts'
import type { Host } from '../host.ts'
import type { HandlerEnvironment } from './environment.ts'
import { parseJson } from './json.ts'
import { plainSettingsFile, readPlainSettings } from './plain-settings.ts'
import { decryptProtectedSettings } from './protected-settings.ts'
import { checkSettings, type Checked } from './settings-check.ts'
import { readSettingsFile } from './settings-file.ts'
import { protectedSettingsSchema, publicSettingsSchema } from './settings-schema.ts'

export type PublicSettings = z.infer<typeof publicSettingsSchema>
export type ProtectedSettings = z.infer<typeof protectedSettingsSchema>

/** What the customer asked for, checked and with defaults filled in. */
export interface Settings extends Readonly<PublicSettings>, Readonly<ProtectedSettings> {
  /** Things the customer should know although they are no error, one sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Reads and checks the settings of a sequence number, protected ones decrypted; standalone: those of the one file.
 * Throws `settings.invalid` naming the place (never a value), `settings.undecryptable`, or `dependency.missing-tool`
 * without openssl.
 */
export async function readSettings(host: Host, environment: HandlerEnvironment, sequence: number): Promise<Settings> {
  const given = await (environment.kind === 'standalone' ? plain(host, environment) : sent(host, environment, sequence))
  const open = valid(checkSettings(publicSettingsSchema, given.open, given.root))
  const secret = await given.secret?.()
  if (secret === undefined) return { ...open.data, warnings: openWarnings(open) }
  const sealed = valid(checkSettings(protectedSettingsSchema, secret, given.secretRoot))
  return { ...open.data, ...sealed.data, warnings: [...openWarnings(open), ...sealedWarnings(sealed.unknown.length)] }
}

/** Settings that nobody has checked yet, and what their parts are called in problems. */
interface Given {
  readonly open: unknown
  readonly root: string
  /** Answers the secret part; only asked for when the open part is good. */
  readonly secret?: () => unknown
  readonly secretRoot: string
}

async function plain(host: Host, { configFolder }: HandlerEnvironment): Promise<Given> {
  const { open, secret } = await readPlainSettings(host, configFolder)
  return {
    open,
    root: plainSettingsFile,
    ...(secret !== undefined && { secret: () => secret }),
    secretRoot: plainSettingsFile,
  }
}

async function sent(host: Host, { configFolder }: HandlerEnvironment, sequence: number): Promise<Given> {
  const { public: open, sealed } = await readSettingsFile(host, configFolder, sequence)
  refuseMisplacedCredentials(open)
  const given = { open, root: 'publicSettings', secretRoot: 'protectedSettings' }
  if (sealed === undefined) return given
  return { ...given, secret: async () => protectedValue(await decryptProtectedSettings(host, configFolder, sealed)) }
}

/** The settings when the customer gave none. */
export function defaultSettings(): Settings {
  return { ...publicSettingsSchema.parse({}), warnings: [] }
}

type Valid<T> = Extract<Checked<T>, { kind: 'valid' }>

function valid<T>(checked: Checked<T>): Valid<T> {
  if (checked.kind === 'valid') return checked
  throw new HandlerFailure('settings.invalid', { problem: checked.problem })
}

/** A secret in the plain settings is on disk and in the portal already; going on would hide that. */
function refuseMisplacedCredentials(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('proxyCredentials' in value)) return
  const problem = 'proxyCredentials belongs in protectedSettings; change the password, it was sent in plain text'
  throw new HandlerFailure('settings.invalid', { problem })
}

function protectedValue(text: string): unknown {
  const reading = parseJson(text)
  if (reading.kind === 'unusable')
    throw new HandlerFailure('settings.invalid', { problem: `protectedSettings: ${reading.problem}` })
  return reading.kind === 'value' ? (reading.value ?? {}) : {}
}

function openWarnings({ unknown, empty }: Valid<PublicSettings>): string[] {
  const known = Object.keys(publicSettingsSchema.shape).join(', ')
  return [
    ...unknown.map((name) => `The setting "${name}" is not known and was ignored (known: ${known}).`),
    ...empty.filter((name) => !unknown.includes(name)).map((name) => `The setting "${name}" is empty and was ignored.`),
  ]
}

/** Names inside the protected settings are not repeated: there a secret may stand in any place. */
function sealedWarnings(unknown: number): string[] {
  if (unknown === 0) return []
  const known = Object.keys(protectedSettingsSchema.shape).join(', ')
  return [`${unknown} of the protected settings are not known and were ignored (known: ${known}).`]
}

import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { FileStat, Host } from '../host.ts'
import { readJson } from './json.ts'

export interface PlainSettings {
  readonly open: unknown
  /** What an agent would have sent encrypted; undefined where the file has nothing of it. */
  readonly secret?: unknown
}

export const plainSettingsFile = 'settings.json'

/** What people copy from templates: the settings would stand one level too deep and be passed over. */
const envelopes = ['publicSettings', 'protectedSettings', 'runtimeSettings', 'handlerSettings']

/**
 * The settings of a handler without an agent: one file, public and protected members side by side, because it is for
 * root alone. No file and an empty one mean: no settings. Throws `settings.invalid`.
 */
export async function readPlainSettings({ files }: Pick<Host, 'files'>, folder: string): Promise<PlainSettings> {
  const path = `${folder}/${plainSettingsFile}`
  const stat = await files.stat(path)
  if (stat === undefined) return { open: {} }
  refuseOpenFile(path, stat)
  const reading = await readJson(files, path, limits.read.settingsBytes)
  if (reading.kind === 'unusable') throw invalid(`${path}: ${reading.problem}`)
  if (reading.kind !== 'value' || reading.value === null) return { open: {} }
  if (typeof reading.value !== 'object' || Array.isArray(reading.value)) return { open: reading.value }
  const members = Object.entries(reading.value)
  const envelope = envelopes.find((name) => members.some(([member]) => member === name))
  if (envelope !== undefined) throw invalid(`${path} holds the settings themselves, without "${envelope}" around them`)
  const credentials = members.filter(([name, value]) => name === 'proxyCredentials' && value !== null && value !== '')
  const open = Object.fromEntries(members.filter(([name]) => name !== 'proxyCredentials'))
  return { open, ...(credentials.length > 0 && { secret: Object.fromEntries(credentials) }) }
}

/** Who may write the file chooses what root installs, and who may read it knows the password of the proxy. */
function refuseOpenFile(path: string, { type, uid, mode }: FileStat): void {
  if (type !== 'file') throw invalid(`${path} is not a regular file`)
  if (uid === 0 && (mode & 0o077) === 0) return
  throw invalid(`${path} is not for root alone (sudo chown root: ${path}; sudo chmod 600 ${path})`)
}

function invalid(problem: string): HandlerFailure {
  return new HandlerFailure('settings.invalid', { problem })
}

import { readSettings, type Settings } from '../agent/settings.ts'
import type { Context } from './context.ts'

/** Reads the settings, tells the log what must not be in it, and notes what the customer should know. */
export async function lookAtSettings({ host, environment, sequence, notes }: Context): Promise<Settings> {
  const settings = await readSettings(host, environment, sequence)
  const { username, password } = settings.proxyCredentials ?? {}
  host.log.configure(
    settings.logLevel,
    [username, password].filter((secret) => secret !== undefined),
  )
  for (const message of settings.warnings) notes.push({ name: 'settings', verdict: 'warning', message })
  return settings
}

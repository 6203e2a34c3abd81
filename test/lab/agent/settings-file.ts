import { encryptSettings, type TenantCertificate } from '../azure/certificates.ts'

/** Settings of a goal. `raw` takes the place of the rest; without any the file has zero bytes. */
export interface GoalSettings {
  readonly publicSettings?: unknown
  /** In clear; encrypted here to the tenant certificate. */
  readonly protectedSettings?: unknown
  /** The content of the settings file as it is. */
  readonly raw?: string
}

/** Returns the content of the settings file: one element, all three keys, null where there is nothing. */
export async function settingsText(settings: GoalSettings | undefined, tenant: TenantCertificate): Promise<string> {
  if (settings === undefined) return ''
  if (settings.raw !== undefined) return settings.raw
  const { publicSettings = null, protectedSettings } = settings
  const none = protectedSettings === undefined || protectedSettings === null
  const handlerSettings = {
    publicSettings,
    protectedSettings: none ? null : await encryptSettings(tenant, JSON.stringify(protectedSettings)),
    protectedSettingsCertThumbprint: none ? null : tenant.thumbprint,
  }
  return JSON.stringify({ runtimeSettings: [{ handlerSettings }] })
}

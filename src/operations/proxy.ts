import type { Settings } from '../agent/settings.ts'
import type { Host } from '../host.ts'

/**
 * The proxy for an address, with its credentials: the setting, else what the agent's environment names.
 * undefined leaves the package manager to its own configuration. Never asked for the metadata service.
 */
export function repositoryProxy(
  host: Pick<Host, 'environmentProxy'>,
  { proxy, proxyCredentials }: Pick<Settings, 'proxy' | 'proxyCredentials'>,
  url: string,
): string | undefined {
  if (proxy === undefined) return host.environmentProxy(url)
  if (proxyCredentials === undefined) return proxy
  const address = new URL(proxy)
  address.username = encodeURIComponent(proxyCredentials.username)
  address.password = encodeURIComponent(proxyCredentials.password)
  return address.href
}

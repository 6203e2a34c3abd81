import type { Settings } from '../agent/settings.ts'
import type { Host } from '../host.ts'
import type { Context } from './context.ts'

/** How the package manager and our own downloads reach the repository. */
export interface Route {
  /** With its credentials; undefined leaves the package manager to its own configuration. */
  readonly proxy?: string
  /** Hosts the package manager reaches directly all the same, as the variable no_proxy lists them. */
  readonly noProxy?: string
}

/**
 * The proxy for an address: the setting, else what the agent's environment names, there with its exceptions.
 * Never asked for the metadata service.
 */
export function repositoryRoute(
  { host, invocation }: Pick<Context, 'invocation'> & { readonly host: Pick<Host, 'environmentProxy'> },
  { proxy, proxyCredentials }: Pick<Settings, 'proxy' | 'proxyCredentials'>,
  url: string,
): Route {
  if (proxy === undefined) {
    const found = host.environmentProxy(url)
    const noProxy = invocation.env.no_proxy ?? invocation.env.NO_PROXY
    return { ...(found !== undefined && { proxy: found }), ...(noProxy !== undefined && { noProxy }) }
  }
  if (proxyCredentials === undefined) return { proxy }
  const address = new URL(proxy)
  address.username = encodeURIComponent(proxyCredentials.username)
  address.password = encodeURIComponent(proxyCredentials.password)
  return { proxy: address.href }
}

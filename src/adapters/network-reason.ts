/** What was being done when the error came. */
export interface Attempt {
  readonly url: URL
  readonly proxy?: URL
  /** Whether the answer had begun. */
  readonly begun: boolean
}

/** Failures to reach the next hop, which is the proxy where there is one. */
const hopReasons: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) => `DNS: ${host} not found`,
  EAI_AGAIN: (host) => `DNS: no answer for ${host}`,
  ECONNREFUSED: () => 'connection refused',
  EHOSTUNREACH: () => 'no route to the host',
  ENETUNREACH: () => 'the network is unreachable',
  ETIMEDOUT: () => 'connection timed out',
}

const otherReasons: Readonly<Record<string, string>> = {
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  CERT_HAS_EXPIRED: 'TLS: certificate expired',
  CERT_NOT_YET_VALID: 'TLS: certificate not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: certificate for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: certificate not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: certificate not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS: certificate not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS: certificate not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: certificate not trusted',
}

/** A short reason for a person. Made from codes alone: Node's messages may hold addresses with credentials. */
export function explainNetworkError(error: Error, { url, proxy, begun }: Attempt): string {
  if (begun) return 'connection closed before the answer was complete'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'
  if (code === 'ERR_PROXY_TUNNEL') return `proxy ${proxy?.host ?? ''}: refused${statusOf(error)}`
  const hop = hopReasons[code]
  if (hop !== undefined) return proxy === undefined ? hop(url.hostname) : `proxy ${proxy.host}: ${hop(proxy.hostname)}`
  const reason = otherReasons[code]
  if (reason !== undefined) return reason
  if (code.startsWith('HPE_')) return 'not an HTTP answer'
  return /SSL|TLS|CERT|^EPROTO$/.test(code) ? `TLS: no secure connection (${code})` : `network error (${code})`
}

function statusOf(error: Error): string {
  return 'statusCode' in error && typeof error.statusCode === 'number' ? `, HTTP ${error.statusCode}` : ''
}

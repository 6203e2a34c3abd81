import { describe, expect, it } from 'vitest'
import { explainNetworkError } from '../../src/adapters/network-reason.ts'

const url = new URL('https://packages.microsoft.com/keys/microsoft.asc')
const proxy = new URL('http://user:secret@proxy.corp:3128')

function failing(code: string | undefined, more: object = {}): Error {
  return Object.assign(new Error('connect to http://user:secret@proxy.corp:3128 failed'), { code, ...more })
}

describe('explainNetworkError', () => {
  it.each([
    ['ENOTFOUND', 'DNS: packages.microsoft.com not found', 'proxy proxy.corp:3128: DNS: proxy.corp not found'],
    ['EAI_AGAIN', 'DNS: no answer for packages.microsoft.com', 'proxy proxy.corp:3128: DNS: no answer for proxy.corp'],
    ['ECONNREFUSED', 'connection refused', 'proxy proxy.corp:3128: connection refused'],
    ['EHOSTUNREACH', 'no route to the host', 'proxy proxy.corp:3128: no route to the host'],
    ['ENETUNREACH', 'the network is unreachable', 'proxy proxy.corp:3128: the network is unreachable'],
    ['ETIMEDOUT', 'connection timed out', 'proxy proxy.corp:3128: connection timed out'],
    ['ECONNRESET', 'connection reset', 'connection reset'],
    ['EPIPE', 'connection closed', 'connection closed'],
    ['CERT_HAS_EXPIRED', 'TLS: certificate expired', 'TLS: certificate expired'],
    ['CERT_NOT_YET_VALID', 'TLS: certificate not valid yet; is the clock right?', undefined],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS: certificate for another name', undefined],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS: certificate not trusted', undefined],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS: certificate not trusted', undefined],
    ['UNABLE_TO_GET_ISSUER_CERT', 'TLS: certificate not trusted', undefined],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'TLS: certificate not trusted', undefined],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS: certificate not trusted', undefined],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS: no secure connection (ERR_SSL_WRONG_VERSION_NUMBER)', undefined],
    ['CERT_REVOKED', 'TLS: no secure connection (CERT_REVOKED)', undefined],
    ['EPROTO', 'TLS: no secure connection (EPROTO)', undefined],
    ['HPE_INVALID_CONSTANT', 'not an HTTP answer', undefined],
    ['EMFILE', 'network error (EMFILE)', 'network error (EMFILE)'],
    [undefined, 'network error (unknown error)', undefined],
  ])('%s', (code, direct, proxied = direct) => {
    expect(explainNetworkError(failing(code), { url, begun: false })).toBe(direct)
    expect(explainNetworkError(failing(code), { url, proxy, begun: false })).toBe(proxied)
  })

  it('says what a proxy answered', () => {
    const error = failing('ERR_PROXY_TUNNEL', { statusCode: 407 })

    expect(explainNetworkError(error, { url, proxy, begun: false })).toBe('proxy proxy.corp:3128: refused, HTTP 407')
    expect(explainNetworkError(failing('ERR_PROXY_TUNNEL'), { url, proxy, begun: false })).toBe(
      'proxy proxy.corp:3128: refused',
    )
  })

  it('says when an answer had begun', () => {
    expect(explainNetworkError(failing('ECONNRESET'), { url, begun: true })).toBe(
      'connection closed before the answer was complete',
    )
  })
})

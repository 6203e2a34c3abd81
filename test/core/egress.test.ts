import { describe, expect, it } from 'vitest'
import { unreachableCode } from '../../src/core/egress.ts'

describe('unreachableCode', () => {
  it.each([
    ['our own download: no name', 'DNS: packages.example not found'],
    ['our own download: no route', 'no route to the host'],
    ['our own download: no network', 'the network is unreachable'],
    ['our own download: nobody answers', 'connection timed out'],
    ['apt: no name', "Temporary failure resolving 'packages.example'"],
    ['apt: nobody answers', 'Could not connect to packages.example:443 (192.0.2.1), connection timed out'],
    [
      'apt: no network',
      'Cannot initiate the connection to packages.example:443. - connect (101: Network is unreachable)',
    ],
    ['dnf: no name', "Curl error (6): Couldn't resolve host name for https://packages.example/x"],
    [
      'dnf: nobody answers',
      'Curl error (28): Timeout was reached for x [Connection timed out after 20001 milliseconds]',
    ],
    ['dnf: no connection', "Curl error (7): Couldn't connect to server for https://packages.example/x"],
    ['zypper: no name', 'Could not resolve host: packages.example'],
    ['zypper: no connection', 'Failed to connect to packages.example port 443 after 0 ms: Could not connect to server'],
    ['tdnf: no name', "Couldn't resolve host name"],
  ])('sees that nothing connects: %s', (_, reason) => {
    expect(unreachableCode(reason)).toBe('repository.no-egress')
  })

  it.each([
    ['somebody refuses', 'Could not connect to packages.example:443 (192.0.2.1). - connect (111: Connection refused)'],
    ['somebody refuses our own download', 'connection refused'],
    ['the proxy does not answer', 'proxy 192.0.2.9:3128: connection timed out'],
    ['the server answers badly', '503  Service Unavailable'],
    ['it begins and stops', 'Connection timed out [IP: 192.0.2.1 443]'],
    ['it ends in the middle', 'Curl error (56): Failure when receiving data from the peer'],
    ['it is slow', 'Curl error (28): Timeout was reached for x [Operation too slow. Less than 1000 bytes/sec]'],
    ['nothing is said', 'it gave no reason'],
  ])('does not call it so when %s', (_, reason) => {
    expect(unreachableCode(reason)).toBe('repository.unreachable')
  })

  it.each([
    ['the name server does not answer', 'dns', 'repository.no-egress'],
    ['nobody takes the call', 'tcp', 'repository.no-egress'],
    ['the server takes it and is silent', 'http', 'repository.unreachable'],
    ['TLS does not come to an end', 'tls', 'repository.unreachable'],
  ])('goes by how far the request came: %s', (_, phase, code) => {
    expect(unreachableCode('no answer within 20 s', phase)).toBe(code)
  })
})

import { describe, expect, it } from 'vitest'
import { checkEndpoints, probeEndpoints, type EndpointQuestion } from '../../src/checks/endpoints.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { HttpAnswer } from '../../src/host.ts'
import { World } from '../world.ts'

const packages = 'https://packages.microsoft.com/debian/12/prod/dists/bookworm/InRelease'
const signIn = 'login.microsoftonline.com'
const roles = 'pas.windows.net'
const wish: EndpointQuestion = { azEnvironment: 'AzurePublicCloud', packages, proxyFor: () => undefined }

function status(code: number): HttpAnswer {
  return { kind: 'answer', status: code, headers: {}, body: new Uint8Array() }
}

/** A world whose hosts answer so, all others with HTTP 200. */
function world(answers: Readonly<Record<string, HttpAnswer>> = {}): World {
  const made = new World()
  made.answer = ({ url }) => answers[new URL(url).host] ?? status(200)
  return made
}

function found(
  answers: Readonly<Record<string, HttpAnswer>>,
  change: Partial<EndpointQuestion> = {},
): Promise<Finding> {
  return checkEndpoints(world(answers).host(), { ...wish, ...change })
}

describe('probeEndpoints', () => {
  it.each([
    ['AzurePublicCloud', [signIn, roles]],
    ['', [signIn, roles]],
    [undefined, [signIn, roles]],
    ['AzureUSGovernmentCloud', ['login.microsoftonline.us', 'pasff.usgovcloudapi.net']],
    ['AZURECHINACLOUD', ['login.chinacloudapi.cn', 'pas.chinacloudapi.cn']],
    ['USNat', []],
    ['constructor', []],
  ])('(F046) asks every host of the cloud %s, and the repository', async (azEnvironment, hosts) => {
    const asked = world()

    const answers = await probeEndpoints(asked.host(), { ...wish, azEnvironment })

    const all = [...hosts, 'packages.microsoft.com']
    expect(answers.map(({ host }) => host)).toEqual(all)
    expect(asked.requests.map(({ url }) => new URL(url).host)).toEqual(all)
  })

  it('asks once each, at the same time and within bounds, and never the metadata service', async () => {
    const asked = world()
    let open = 0
    let most = 0
    asked.answer = async () => {
      most = Math.max(most, (open += 1))
      await Promise.resolve()
      open -= 1
      return status(200)
    }

    await probeEndpoints(asked.host(), wish)

    expect(most).toBe(3)
    expect(asked.requests).toHaveLength(3)
    for (const request of asked.requests) {
      expect(request).toEqual({ url: request.url, timeoutMs: 5000, maxBytes: 262_144 })
      expect(request.url).toMatch(/^https:\/\/(login|pas|packages)\./)
    }
  })

  it('goes through the proxy where there is one, and keeps its credentials to itself', async () => {
    const asked = world({
      [roles]: { kind: 'silence', reason: 'proxy proxy.test:3128: refused, HTTP 403', phase: 'proxy' },
    })
    const proxyFor = (url: string): string | undefined =>
      url.includes('packages') ? undefined : 'http://user:secret@proxy.test:3128'

    const answers = await probeEndpoints(asked.host(), { ...wish, proxyFor })

    expect(asked.requests.map(({ proxy }) => proxy)).toEqual([
      'http://user:secret@proxy.test:3128',
      'http://user:secret@proxy.test:3128',
      undefined,
    ])
    expect(answers).toEqual([
      { purpose: 'sign-in', host: signIn, proxy: 'proxy.test:3128', reachable: true, said: 'HTTP 200' },
      {
        purpose: 'roles',
        host: roles,
        proxy: 'proxy.test:3128',
        reachable: false,
        said: 'proxy proxy.test:3128: refused, HTTP 403',
      },
      { purpose: 'packages', host: 'packages.microsoft.com', reachable: true, said: 'HTTP 200' },
    ])
  })
})

describe('checkEndpoints', () => {
  it('passes with what each host answered', async () => {
    expect(await found({ [roles]: status(404) })).toEqual({
      check: 'endpoints',
      verdict: 'passed',
      message:
        'login.microsoftonline.com (sign-in) answers (HTTP 200); pas.windows.net (roles) answers (HTTP 404); packages.microsoft.com (packages) answers (HTTP 200).',
    })
  })

  it.each<[string, HttpAnswer, string]>([
    [
      '(F003) DNS',
      { kind: 'silence', phase: 'dns', reason: 'DNS: pas.windows.net not found' },
      'DNS: pas.windows.net not found',
    ],
    [
      '(F003) DNS in time',
      { kind: 'silence', phase: 'dns', reason: 'no answer within 5 s' },
      'DNS: no answer within 5 s',
    ],
    ['(F003) TCP', { kind: 'silence', phase: 'tcp', reason: 'connection refused' }, 'TCP: connection refused'],
    [
      '(F105) no route',
      { kind: 'silence', phase: 'tcp', reason: 'the network is unreachable' },
      'TCP: the network is unreachable',
    ],
    [
      '(F003) TLS',
      { kind: 'silence', phase: 'tls', reason: 'TLS: certificate not trusted' },
      'TLS: certificate not trusted',
    ],
    ['TLS that is cut off', { kind: 'silence', phase: 'tls', reason: 'connection reset' }, 'TLS: connection reset'],
    ['(F003) HTTP', { kind: 'silence', phase: 'http', reason: 'not an HTTP answer' }, 'HTTP: not an HTTP answer'],
    ['the proxy', { kind: 'silence', phase: 'proxy', reason: 'no answer within 5 s' }, 'proxy: no answer within 5 s'],
    [
      'an address',
      { kind: 'silence', reason: 'not a usable address, proxy or header' },
      'not a usable address, proxy or header',
    ],
    ['HTTP 503', status(503), 'HTTP 503'],
    ['HTTP 407', status(407), 'HTTP 407'],
  ])('warns with the phase and (F045) the hosts to allow: %s', async (_, answer, said) => {
    expect(await found({ [roles]: answer })).toEqual({
      check: 'endpoints',
      verdict: 'warning',
      message: `Login will fail: pas.windows.net (roles) does not answer (${said}). Allow outbound HTTPS (TCP 443) from this machine to login.microsoftonline.com, pas.windows.net, packages.microsoft.com.`,
    })
  })

  it.each([400, 403, 404, 407, 502])('takes HTTP %i for no sign-in page', async (code) => {
    expect(await found({ [signIn]: status(code) })).toMatchObject({ verdict: 'warning' })
  })

  it('names both when both are lost, and the proxy, in the length of a substatus', async () => {
    const lost: HttpAnswer = { kind: 'silence', phase: 'proxy', reason: 'proxy proxy.test:3128: connection refused' }
    const proxyFor = (): string => 'http://u:secret@proxy.test:3128'

    const finding = await found({ [signIn]: lost, [roles]: lost, 'packages.microsoft.com': lost }, { proxyFor })

    const message = finding.verdict === 'warning' ? finding.message : ''
    expect(message).toContain('login.microsoftonline.com (sign-in) does not answer through proxy proxy.test:3128')
    expect(message).toContain('pas.windows.net (roles) does not answer through proxy proxy.test:3128')
    expect(message).not.toContain('secret')
    expect(message.length).toBeLessThan(512)
  })

  it('(F029) warns that a login does not go the way of the proxy it was asked through', async () => {
    const proxyFor = (url: string): string | undefined => (url.includes(signIn) ? 'http://proxy.test:3128' : undefined)

    expect(await found({}, { proxyFor })).toEqual({
      check: 'endpoints',
      verdict: 'warning',
      message: `login.microsoftonline.com (sign-in) answers through proxy proxy.test:3128 (HTTP 200); pas.windows.net (roles) answers (HTTP 200); packages.microsoft.com (packages) answers (HTTP 200). The login packages are not known to use a proxy: if logins time out, let this machine reach login.microsoftonline.com directly.`,
    })
  })

  it('leaves the repository to the step that needs it, but lists it', async () => {
    const lost: HttpAnswer = { kind: 'silence', phase: 'tcp', reason: 'connection timed out' }

    const finding = await found({ 'packages.microsoft.com': lost })

    expect(finding).toMatchObject({
      verdict: 'passed',
      message: expect.stringContaining(
        'packages.microsoft.com (packages) does not answer (TCP: connection timed out)',
      ) as string,
    })
  })

  it('asks a mirror in the place of the public repository', async () => {
    const finding = await found({}, { packages: 'http://user:secret@mirror.test:8080/prod' })

    expect(finding).toMatchObject({ message: expect.stringContaining('mirror.test:8080 (packages) answers') as string })
    expect(JSON.stringify(finding)).not.toContain('secret')
  })

  it('says that it knows no sign-in host of a cloud', async () => {
    expect(await found({}, { azEnvironment: 'USSec' })).toEqual({
      check: 'endpoints',
      verdict: 'passed',
      message:
        'The sign-in hosts of this cloud are not known, so not asked. packages.microsoft.com (packages) answers (HTTP 200).',
    })
  })

  it('does not stumble over an address that is none', async () => {
    const lost: HttpAnswer = { kind: 'silence', reason: 'not a usable address, proxy or header' }
    const asked = new World()
    asked.answer = () => lost

    expect(await checkEndpoints(asked.host(), { ...wish, packages: 'nonsense' })).toMatchObject({ verdict: 'warning' })
  })
})

import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import { together } from '../core/together.ts'
import type { Host, HttpAnswer, NetworkPhase } from '../host.ts'

const check = 'endpoints'

type Purpose = 'sign-in' | 'roles' | 'packages'
type LoginAddresses = Readonly<Record<Exclude<Purpose, 'packages'>, string>>

/** What a login asks, by azEnvironment in lower case. The sign-in page needs no account; any answer of the other will do. */
const clouds: Readonly<Record<string, LoginAddresses>> = {
  azurepubliccloud: {
    'sign-in': 'https://login.microsoftonline.com/common/.well-known/openid-configuration',
    roles: 'https://pas.windows.net/',
  },
  azureusgovernmentcloud: {
    'sign-in': 'https://login.microsoftonline.us/common/.well-known/openid-configuration',
    roles: 'https://pasff.usgovcloudapi.net/',
  },
  azurechinacloud: {
    'sign-in': 'https://login.chinacloudapi.cn/common/.well-known/openid-configuration',
    roles: 'https://pas.chinacloudapi.cn/',
  },
}

/** The lowest status that is not the host's own: it comes from something in between. */
const foreignFrom: Readonly<Record<Purpose, number>> = { 'sign-in': 400, roles: 500, packages: 500 }

const labels: Readonly<Record<NetworkPhase, string>> = {
  dns: 'DNS',
  tcp: 'TCP',
  tls: 'TLS',
  proxy: 'proxy',
  http: 'HTTP',
}

export interface EndpointQuestion {
  /** As the metadata service names the cloud; undefined, or '', counts as the public one. */
  readonly azEnvironment: string | undefined
  /** The package repository, or a file in it; without it only what a login asks is asked. */
  readonly packages?: string
  /** The proxy for an address, with its credentials. Never asked for the metadata service. */
  readonly proxyFor: (url: string) => string | undefined
}

/** What became of one question. */
export interface EndpointAnswer {
  readonly purpose: Purpose
  readonly host: string
  /** The proxy's host and port, without credentials. */
  readonly proxy?: string
  readonly reachable: boolean
  /** The HTTP status, or the phase that failed and why, for a person. */
  readonly said: string
}

/** Whether the hosts that a login will ask can be reached from here. Those of the packages are only listed: the repository has a step, and a code, of its own. */
export async function checkEndpoints(host: Pick<Host, 'http'>, question: EndpointQuestion): Promise<Finding> {
  return judgeEndpoints(await probeEndpoints(host, question))
}

/** Asks every endpoint of the cloud once, all at the same time: sign-in, roles, packages. */
export async function probeEndpoints(
  { http }: Pick<Host, 'http'>,
  { azEnvironment, packages, proxyFor }: EndpointQuestion,
): Promise<EndpointAnswer[]> {
  const addresses = loginAddresses(azEnvironment)
  if (packages !== undefined) addresses.push(['packages', packages])
  return together(
    addresses.map(async ([purpose, url]) => {
      const proxy = proxyFor(url)
      const answer = await http.get({ url, ...limits.endpoints, ...(proxy !== undefined && { proxy }) })
      const judged = judge(answer, foreignFrom[purpose])
      return { purpose, host: hostOf(url), ...(proxy !== undefined && { proxy: hostOf(proxy) }), ...judged }
    }),
  )
}

/** The finding about what was probed; for `check`, which lists the answers themselves, too. */
export function judgeEndpoints(answers: readonly EndpointAnswer[]): Finding {
  const ofLogin = answers.filter(({ purpose }) => purpose !== 'packages')
  const list = answers.map(show).join('; ')
  const lost = ofLogin.filter(({ reachable }) => !reachable)
  if (ofLogin.length === 0)
    return {
      check,
      verdict: 'passed',
      message: `The sign-in hosts of this cloud are not known, so not asked. ${list}.`,
    }
  if (lost.length === 0) return judgeWay(ofLogin, `${list}.`)
  const hosts = answers.map(({ host }) => host).join(', ')
  const reasons = lost.map(show).join('; ')
  const message = `Login will fail: ${reasons}. Allow outbound HTTPS (TCP 443) from this machine to ${hosts}.`
  return { check, verdict: 'warning', message }
}

/** The way of this question is not the way of a login: who checks the certificate starts from sshd, without our settings. */
function judgeWay(ofLogin: readonly EndpointAnswer[], list: string): Finding {
  const proxied = ofLogin.filter(({ proxy }) => proxy !== undefined)
  if (proxied.length === 0) return { check, verdict: 'passed', message: list }
  const hosts = proxied.map(({ host }) => host).join(' and ')
  const message = `${list} The login packages are not known to use a proxy: if logins time out, let this machine reach ${hosts} directly.`
  return { check, verdict: 'warning', message }
}

function loginAddresses(azEnvironment: string | undefined): [Purpose, string][] {
  const cloud = (azEnvironment ?? '') === '' ? 'azurepubliccloud' : (azEnvironment ?? '').toLowerCase()
  const addresses = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined
  return addresses === undefined
    ? []
    : [
        ['sign-in', addresses['sign-in']],
        ['roles', addresses.roles],
      ]
}

function judge(answer: HttpAnswer, foreign: number): Pick<EndpointAnswer, 'reachable' | 'said'> {
  if (answer.kind === 'answer') {
    const { status } = answer
    // 407: whoever wants credentials here is a proxy.
    return { reachable: status < foreign && status !== 407, said: `HTTP ${status}` }
  }
  const { reason, phase } = answer
  const label = phase && labels[phase]
  return { reachable: false, said: label === undefined || reason.startsWith(label) ? reason : `${label}: ${reason}` }
}

function show({ purpose, host, proxy, reachable, said }: EndpointAnswer): string {
  const through = proxy === undefined ? '' : ` through proxy ${proxy}`
  const verb = reachable ? 'answers' : 'does not answer'
  return `${host} (${purpose}) ${verb}${through} (${said})`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that cannot be read'
}

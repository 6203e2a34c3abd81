import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addresses, fabricAddresses } from '../lab/machine/addresses.ts'
import type { MachineOptions } from '../lab/machine/options.ts'
import { startProxy, type ProxyHost } from '../lab/packages/proxy-host.ts'
import { Site } from '../lab/site.ts'
import { keptWords, story } from '../lab/outcome.ts'
import { Tracer } from './trace.ts'

/** The repository is behind the proxy; the metadata service is not. */
const behindProxy: MachineOptions = { routes: fabricAddresses.filter((address) => address !== addresses.packages) }
const username = 'lab user'
const password = 'Pa55:w@rd/é%20&"x'
const ready = { runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'], handler: 'Ready 0', extension: 'success 0' }

let site: Site
let proxy: ProxyHost
beforeAll(async () => {
  site = await Site.open()
})
afterEach(async () => {
  await proxy.stop()
  await site.calm()
})
afterAll(() => site.close())

/** Everything in which the password could be spelled. */
function spellings(): string[] {
  const url = new URL('http://host')
  url.password = password
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  return [password, encodeURIComponent(password), url.password, basic, Buffer.from(password).toString('base64')]
}

function found(text: string): string[] {
  return spellings().filter((spelling) => text.includes(spelling))
}

/** What an install asks beside the packages: whether the hosts of a login can be reached. */
const signIn = ['login.microsoftonline.com:443', 'pas.windows.net:443']

describe('the setting "proxy"', () => {
  it('is the way to key, lists and packages, and never to the metadata service', async () => {
    proxy = await startProxy(site.network)
    const vm = await site.machine(behindProxy)

    const outcome = await vm.enable({ proxy: proxy.url })

    expect(story(outcome)).toMatchObject({ ...ready, violations: [] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    const through = await proxy.log()
    expect(new Set(through.map(({ method }) => method))).toEqual(new Set(['CONNECT']))
    expect(new Set(through.map(({ target }) => target))).toEqual(new Set([...signIn, 'packages.microsoft.com:443']))
    const agents = (await site.packages.log()).map(({ path, agent }) => `${path.split('/')[1]} ${agent.split('/')[0]}`)
    expect(agents).toContain('keys aadsshlogin-handler')
    expect(agents).toContain('debian Debian APT-HTTP')
    const asked = await site.azure.requests({ server: 'imds' })
    expect(asked.filter(({ headers }) => 'via' in headers || 'proxy-connection' in headers)).toEqual([])
    expect(asked.length).toBeGreaterThan(1)

    expect(story(await vm.remove())).toMatchObject({ handler: undefined, violations: [] })
    expect(vm.changes()).toEqual([])
  })

  it('leads to a plain http mirror too', async () => {
    proxy = await startProxy(site.network)
    const vm = await site.machine(behindProxy)

    const outcome = await vm.enable({ proxy: proxy.url, repository: { baseUrl: 'http://mirror.test' } })

    expect(story(outcome)).toMatchObject({ ...ready, violations: [] })
    expect(await vm.login()).toBe('ii 1.0.3')
    const plain = (await proxy.log()).filter(({ method }) => method === 'GET')
    expect(new Set(plain.map(({ target }) => new URL(target).host))).toEqual(new Set(['mirror.test']))
  })

  it('uses its credentials, and they are nowhere to be seen', async () => {
    proxy = await startProxy(site.network, `${username}:${password}`)
    const tracer = new Tracer('--trace', 'execve,execveat', '--string-limit', '65536', '--no-abbrev')
    const vm = await site.machine(behindProxy, { machine: (guest) => tracer.machine(guest) })
    const settings = {
      publicSettings: { proxy: proxy.url, logLevel: 'debug' },
      protectedSettings: { proxyCredentials: { username, password } },
    }

    let told = ''
    const calls = await tracer.watch(async () => {
      const outcome = await vm.enable({}, { settings })
      expect(story(outcome)).toMatchObject({ ...ready, violations: [] })
      told = JSON.stringify(outcome)
    })
    tracer.close()

    expect(await vm.login()).toBe('ii 1.0.3')
    expect((await proxy.log()).map(({ status }) => status)).toContain(200)
    // The arguments and the environment of every program that ran.
    const started = calls.map(({ text }) => text).join('\n')
    expect(started).toMatch(/execve\("[^"]*apt-get", \["apt-get", "-c", /)
    expect(started).toMatch(/execve\("\/usr\/bin\/dpkg"/)
    expect(found(started)).toEqual([])
    expect(found(told)).toEqual([])
    expect(await vm.log()).toContain('transaction ended: install aadsshlogin')
    expect(found(await vm.log())).toEqual([])
    const list = spellings().map((spelling) => `-e '${spelling}'`)
    const files = await vm.guest.sh(`grep -rlsF ${list.join(' ')} /etc /root /run /tmp /var /usr/share/keyrings`)
    expect(files.stdout).toBe('')
  })
})

describe('a proxy in the environment of the agent', () => {
  it('is used like the setting, password and all', async () => {
    proxy = await startProxy(site.network, 'envuser:envpassword')
    const address = 'http://envuser:envpassword@proxy.test:3128'
    const vm = await site.machine(behindProxy, { environment: { http_proxy: address, https_proxy: address } })

    const outcome = await vm.enable({ logLevel: 'debug' })

    expect(story(outcome)).toMatchObject({ ...ready, violations: [] })
    expect(await vm.login()).toBe('ii 1.0.3')
    const through = await proxy.log()
    expect(new Set(through.map(({ target }) => target))).toEqual(new Set([...signIn, 'packages.microsoft.com:443']))
    expect(through.map(({ status }) => status)).toContain(200)
    expect(JSON.stringify([outcome.handler, outcome.extension, outcome.events])).not.toContain('envpassword')
    expect(await vm.log()).not.toContain('envpassword')
    expect((await vm.guest.sh('grep -rls envpassword /etc /run /tmp /var')).stdout).toBe('')
  })

  it('is not used for what no_proxy names', async () => {
    proxy = await startProxy(site.network)
    const environment = { https_proxy: proxy.url, no_proxy: 'packages.microsoft.com' }
    const vm = await site.machine({}, { environment })

    const outcome = await vm.enable()

    expect(story(outcome)).toMatchObject({ ...ready, violations: [] })
    expect(await vm.login()).toBe('ii 1.0.3')
    expect(new Set((await proxy.log()).map(({ target }) => target))).toEqual(new Set(signIn))
  })
})

describe('20: a proxy that refuses', () => {
  it('wrong credentials', async () => {
    proxy = await startProxy(site.network, `${username}:${password}`)
    const vm = await site.machine(behindProxy)
    const proxyCredentials = { username, password: 'not-the-pa55' }

    const outcome = await vm.enable(
      {},
      { settings: { publicSettings: { proxy: proxy.url }, protectedSettings: { proxyCredentials } } },
    )

    expect(story(outcome)).toMatchObject({ runs: ['install 1.0.0: 20'], handler: 'NotReady 1007', violations: [] })
    expect(keptWords(outcome)).toMatch(
      /^20: The package repository https:\S+ .*proxy proxy\.test:3128: refused, HTTP 407/,
    )
    expect(JSON.stringify(outcome)).not.toContain('not-the-pa55')
    expect(vm.changes()).toEqual([])
  })
})

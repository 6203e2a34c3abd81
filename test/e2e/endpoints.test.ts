import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loginHosts, startLoginHosts, type LoginHosts, type LoginHostsMode } from '../lab/azure/login-hosts-host.ts'
import { startProxy } from '../lab/packages/proxy-host.ts'
import { Site } from './site.ts'
import { story } from './story.ts'
import type { Vm } from './vm.ts'

let site: Site
let hosts: LoginHosts
beforeAll(async () => {
  site = await Site.open()
  hosts = await startLoginHosts(site.network, site.packages.world.certificates)
})
afterEach(async () => {
  await hosts.set('open')
  await site.calm()
})
afterAll(async () => {
  await hosts.stop()
  await site.close()
})

/** What the command with this sequence number says about the endpoints, when all the rest goes well. */
async function said(vm: Vm, settings: object = {}, sequence = 0): Promise<string> {
  const outcome = await vm.enable(settings, { sequence })

  expect(story(outcome)).toMatchObject({ extension: 'success 0', violations: [] })
  return outcome.extension?.substatuses.find(({ name }) => name === 'endpoints')?.message ?? ''
}

/** A machine whose packages were taken away behind our back: the next enable looks at everything. */
async function broken(vm: Vm): Promise<void> {
  await vm.guest.must(['dpkg', '--purge', 'aadsshlogin'])
}

describe('the hosts that a login asks', () => {
  it('are asked once before something is installed, and not by an enable that has nothing to do', async () => {
    const vm = await site.machine({ hosts: loginHosts })
    await vm.enable()
    const asked = await hosts.requests()

    await vm.enable()

    expect([...new Set(asked)].sort()).toEqual([
      'login.microsoftonline.com/common/.well-known/openid-configuration',
      'pas.windows.net/',
    ])
    expect(await hosts.requests()).toEqual(asked)
  })

  it('are told apart in a warning that leaves the success', async () => {
    const modes: readonly [LoginHostsMode, RegExp][] = [
      ['closed', /login\.microsoftonline\.com \(sign-in\) does not answer \(TCP: connection refused\)/],
      ['noTls', /does not answer \(TLS: no secure connection/],
      ['untrusted', /does not answer \(TLS: certificate not trusted\)/],
      ['silent', /does not answer \(HTTP: no answer within 5 s\)/],
      [403, /login\.microsoftonline\.com \(sign-in\) does not answer \(HTTP 403\)/],
    ]
    const vm = await site.machine({ hosts: loginHosts })
    await vm.enable()
    for (const [at, [mode, reason]] of modes.entries()) {
      await broken(vm)
      await hosts.set(mode)

      const message = await said(vm, {}, at + 1)

      expect(message, String(mode)).toMatch(/^Login will fail: /)
      expect(message).toMatch(reason)
      expect(message).toContain('Allow outbound HTTPS (TCP 443) from this machine to login.microsoftonline.com')
    }
  })

  it('without DNS are a warning, too', async () => {
    const vm = await site.machine()

    const message = await said(vm)

    expect(message).toMatch(/login\.microsoftonline\.com \(sign-in\) does not answer \(DNS: /)
  })

  it('are asked through the proxy of the settings', async () => {
    const proxy = await startProxy(site.network, undefined, loginHosts)
    const vm = await site.machine({ hosts: loginHosts })

    const message = await said(vm, { proxy: proxy.url })
    const seen = (await proxy.log()).map(({ target, status }) => `${target} ${status}`)
    await proxy.stop()

    expect(seen).toEqual(expect.arrayContaining(['login.microsoftonline.com:443 200', 'pas.windows.net:443 200']))
    expect(message).toMatch(/answers through proxy proxy\.test:3128 \(HTTP 200\)/)
    expect(message).toContain('The login packages are not known to use a proxy')
    expect(seen.filter((line) => line.includes('169.254'))).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loginHosts, startLoginHosts, type LoginHosts, type LoginHostsMode } from '../lab/azure/login-hosts-host.ts'
import { startProxy } from '../lab/packages/proxy-host.ts'
import { handlerName } from '../lab/handler-package.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

const program = `/var/lib/waagent/${handlerName}-1.0.0/scripts/handler.sh`

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

/** What the first enable says about the endpoints, when all the rest goes well. */
async function said(vm: Vm, settings: object = {}): Promise<string> {
  const outcome = await vm.enable(settings)

  expect(story(outcome)).toMatchObject({ extension: 'success 0', violations: [] })
  return outcome.extension?.substatuses.find(({ name }) => name === 'endpoints')?.message ?? ''
}

/** What a person who asks is told about them; looked at anew each time, and in a second. */
async function checked(vm: Vm): Promise<{ verdict: string; message: string } | undefined> {
  const { stdout } = await vm.guest.run([program, 'check', '--json'])
  const { findings } = JSON.parse(stdout) as { findings: { check: string; verdict: string; message: string }[] }
  return findings.find(({ check }) => check === 'endpoints')
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
    await hosts.set('closed')
    const warned = await said(vm)
    for (const [mode, reason] of modes) {
      await hosts.set(mode)

      const found = await checked(vm)

      expect(found, String(mode)).toMatchObject({ verdict: 'warning' })
      expect(found?.message).toMatch(/^Login will fail: /)
      expect(found?.message).toMatch(reason)
      expect(found?.message).toContain('Allow outbound HTTPS (TCP 443) from this machine to login.microsoftonline.com')
    }
    expect(warned).toMatch(/^Login will fail: .*connection refused.* \(seen \S+Z\)$/)
    await hosts.set('open')
    expect(await checked(vm)).toMatchObject({ verdict: 'passed' })
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

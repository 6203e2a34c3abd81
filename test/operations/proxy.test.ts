import { describe, expect, it } from 'vitest'
import { repositoryRoute } from '../../src/operations/proxy.ts'
import { Vm } from './vm.ts'

const url = 'https://packages.microsoft.com/debian/12/prod'

function route(
  settings: Parameters<typeof repositoryRoute>[1],
  environment?: string,
  env: Record<string, string> = {},
) {
  const invocation = { operation: 'install', cwd: '/', packageRoot: '/', env } as const
  return repositoryRoute({ host: { environmentProxy: () => environment }, invocation }, settings, url)
}

describe('repositoryRoute', () => {
  it('is what the settings say, whatever the environment says', () => {
    expect(route({ proxy: 'http://p:3128' }, 'http://other:1', { no_proxy: 'x' })).toEqual({ proxy: 'http://p:3128' })
  })

  it.each([
    ['plain', 'jane', 'secret', 'http://jane:secret@p:3128/'],
    ['with the signs of an address', 'con\\jane', 'a:b@c/d?e#f%', 'http://con%5Cjane:a%3Ab%40c%2Fd%3Fe%23f%25@p:3128/'],
    ['beyond ASCII', 'žena', '秘密', 'http://%C5%BEena:%E7%A7%98%E5%AF%86@p:3128/'],
  ])('carries credentials %s', (_, username, password, proxy) => {
    expect(route({ proxy: 'http://p:3128', proxyCredentials: { username, password } })).toEqual({ proxy })
  })

  it('does not use credentials for a proxy that the settings do not name', () => {
    expect(route({ proxyCredentials: { username: 'a', password: 'b' } }, 'http://other:1')).toEqual({
      proxy: 'http://other:1',
    })
  })

  it.each([
    ['no_proxy', { no_proxy: 'a.com,b.com' }],
    ['NO_PROXY', { NO_PROXY: 'a.com,b.com' }],
    ['both, where the lower case wins', { no_proxy: 'a.com,b.com', NO_PROXY: 'c.com' }],
  ])('has the exceptions of the environment (%s)', (_, env) => {
    expect(route({}, 'http://other:1', env)).toEqual({ proxy: 'http://other:1', noProxy: 'a.com,b.com' })
  })

  it('is nothing when nobody names a proxy: then the configuration of apt counts', () => {
    expect(route({})).toEqual({})
  })
})

describe('an install', () => {
  it.each([
    ['the settings', 'http://p:3128', (vm: Vm) => vm.settings({ proxy: 'http://p:3128' })],
    ['the environment', 'http://e:1', (vm: Vm) => (vm.world.environmentProxy = 'http://e:1')],
  ])('goes through the proxy of %s, but never to the metadata service', async (_, proxy, prepare) => {
    const vm = new Vm()
    prepare(vm)

    expect((await vm.run('install')).exitCode).toBe(0)

    const used = vm.world.requests.map((request) => [new URL(request.url).hostname, request.proxy])
    expect(used).toEqual([
      ['169.254.169.254', undefined],
      ['login.microsoftonline.com', proxy],
      ['pas.windows.net', proxy],
      ['packages.microsoft.com', proxy],
    ])
    expect(vm.transactions.files.map((files) => files['apt.conf'])).toEqual(
      Array(2).fill(`Acquire::http::Proxy "${proxy}";\nAcquire::https::Proxy "${proxy}";\n`),
    )
  })

  it('hands exceptions of the environment to apt, and no file without a proxy', async () => {
    const vm = new Vm()

    await vm.run('install', { env: { no_proxy: 'deb.invalid' } })

    expect(vm.transactions.environments.map(({ no_proxy }) => no_proxy)).toEqual(['deb.invalid', 'deb.invalid'])
    expect(vm.transactions.files).toEqual([{}, {}])
    expect(vm.world.detached.every((argv) => !argv.includes('-c', 2))).toBe(true)
  })
})

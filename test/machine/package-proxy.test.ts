import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { proxyWay } from '../../src/machine/package-proxy.ts'
import { transactionFile } from '../../src/machine/transaction.ts'
import { World } from '../world.ts'
import { aptIn } from './simulated-packages.ts'

const proxy = 'http://u:secret@192.0.2.9:3128'
const { dnf, yum, zypper, tdnf } = grammars

describe('proxyWay', () => {
  it('is empty without a proxy, but for the hosts that are direct', async () => {
    expect(await proxyWay(aptIn(new World()))).toEqual({ arguments: [], environment: {}, files: {} })
    expect((await proxyWay(aptIn(new World(), 1, { noProxy: 'a,b' }))).environment).toEqual({ no_proxy: 'a,b' })
  })

  it('is a file of its own for apt, never an argument', async () => {
    const way = await proxyWay(aptIn(new World(), 1, { proxy }))

    expect(way.arguments).toEqual(['-c', transactionFile('apt.conf')])
    expect(way.files['apt.conf']).toBe(`Acquire::http::Proxy "${proxy}";\nAcquire::https::Proxy "${proxy}";\n`)
    expect(way.environment).toEqual({})
  })

  it.each([
    ['dnf', dnf],
    ['yum', yum],
    ['zypper', zypper],
    ['tdnf', tdnf],
  ])('is the environment for %s', async (_, grammar) => {
    const way = await proxyWay(aptIn(new World(), 1, { grammar, proxy, noProxy: 'a' }))

    expect(way.environment).toEqual({ http_proxy: proxy, https_proxy: proxy, no_proxy: 'a' })
    expect(way).toMatchObject({ arguments: [], files: {} })
  })

  it('takes away another proxy that the main configuration names, and nothing else', async () => {
    const text = '[main]\ngpgcheck=1\nproxy = http://old:1\nproxy_username=x\nbest=True\n'
    const world = new World().file('/etc/dnf/dnf.conf', text)

    const way = await proxyWay(aptIn(world, 1, { grammar: dnf, proxy }))

    expect(way.files).toEqual({ 'main.conf': '[main]\ngpgcheck=1\nbest=True\n' })
    expect(way.arguments).toEqual(['-c', transactionFile('main.conf')])
    expect(way.environment.https_proxy).toBe(proxy)
  })

  it('leaves a main configuration in its place that names none', async () => {
    const world = new World().file('/etc/yum.conf', '[main]\n# proxy=http://old:1\ngpgcheck=1\n')

    expect((await proxyWay(aptIn(world, 1, { grammar: yum, proxy }))).files).toEqual({})
  })
})

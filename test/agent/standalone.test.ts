import { describe, expect, it } from 'vitest'
import { isStandaloneThere, nextSequence, standaloneEnvironment } from '../../src/agent/standalone.ts'
import { World } from '../world.ts'

const root = '/opt/aadsshlogin-handler'

describe('standaloneEnvironment', () => {
  it('has folders of its own, none of them below the folder of the agent', async () => {
    const world = new World().directory(`${root}/1.0.0`)

    expect(await standaloneEnvironment(world.host(), `${root}/1.0.0`)).toEqual({
      kind: 'standalone',
      name: 'aadsshlogin-handler',
      version: undefined,
      logFolder: '/var/log/aadsshlogin-handler',
      configFolder: root,
      statusFolder: `${root}/status`,
      extensionFolder: `${root}/1.0.0`,
      agentFolder: '/var/lib/waagent',
    })
  })

  it.each(['/home/someone/unpacked', '/var/lib/waagent/P.T-1.0.0', root, `${root}/1.0.0/inner`, '/opt/1.0.0'])(
    'is not for a package in %s',
    async (folder) => {
      expect(await standaloneEnvironment(new World().directory(root).host(), folder)).toBeUndefined()
    },
  )

  it('follows a link, but never below the folder of the agent', async () => {
    const moved = new World().directory('/data/login').link(root, '/data/login')
    const agents = new World().directory('/var/lib/waagent/app').link(root, '/var/lib/waagent/app')

    expect(await standaloneEnvironment(moved.host(), '/data/login/1.0.0')).toMatchObject({ kind: 'standalone' })
    expect(await standaloneEnvironment(agents.host(), '/var/lib/waagent/app/1.0.0')).toBeUndefined()
  })

  it.each([
    ['# Lib.Dir=/no\nLib.Dir=/var/lib/azure/\n', '/var/lib/azure'],
    ['Lib.Dir = /first\n Lib.Dir=/last # remark\n', '/last'],
    ['Provisioning.Enabled=y\n', '/var/lib/waagent'],
    ['Lib.Dir=relative\n', '/var/lib/waagent'],
  ])('takes the folder of the agent from %j', async (text, agentFolder) => {
    const world = new World().directory(root).file('/etc/waagent.conf', text)

    expect(await standaloneEnvironment(world.host(), `${root}/1.0.0`)).toMatchObject({ agentFolder })
  })
})

describe('nextSequence', () => {
  it('counts on from the last status', async () => {
    const world = new World()
    const place = { statusFolder: `${root}/status` }

    expect(await nextSequence(world.host(), place)).toBe(0)
    for (const name of ['0.status', '9.status', '10.status', 'x.status', '99.settings', '010.status'])
      world.file(`${root}/status/${name}`, '')
    expect(await nextSequence(world.host(), place)).toBe(11)
  })
})

describe('isStandaloneThere', () => {
  it('looks for a program that can be run', async () => {
    const world = new World().file(`${root}/settings.json`, '{}').directory(`${root}/status`)

    expect(await isStandaloneThere(new World().host())).toBe(false)
    expect(await isStandaloneThere(world.host())).toBe(false)
    expect(await isStandaloneThere(world.file(`${root}/1.0.0/scripts/handler.sh`, '').host())).toBe(true)
  })
})

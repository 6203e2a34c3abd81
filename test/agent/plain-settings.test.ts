import { describe, expect, it } from 'vitest'
import { readPlainSettings } from '../../src/agent/plain-settings.ts'
import { readSettings } from '../../src/agent/settings.ts'
import { limits } from '../../src/core/limits.ts'
import { World } from '../world.ts'

const root = '/opt/aadsshlogin-handler'
const file = `${root}/settings.json`
const environment = {
  kind: 'standalone',
  name: 'aadsshlogin-handler',
  version: undefined,
  logFolder: '/log',
  configFolder: root,
  statusFolder: `${root}/status`,
  extensionFolder: `${root}/1.0.0`,
  agentFolder: '/var/lib/waagent',
} as const

const read = (world: World) => readSettings(world.host(), environment, 0)
const holding = (value: unknown, mode = 0o600, uid = 0) =>
  new World().file(file, typeof value === 'string' ? value : JSON.stringify(value), mode, uid)

async function problemOf(world: World): Promise<string> {
  const failure: unknown = await read(world).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'settings.invalid' })
  return (failure as { detail: { problem: string } }).detail.problem
}

describe('readPlainSettings', () => {
  it.each(['', ' \n', 'null', '{}'])('takes %j as no settings', async (text) => {
    expect(await readPlainSettings(holding(text).host(), root)).toEqual({ open: {} })
  })

  it('takes no file as no settings', async () => {
    expect(await readPlainSettings(new World().host(), root)).toEqual({ open: {} })
  })
})

describe('readSettings without an agent', () => {
  it('takes the protected ones from the same file, plainly, and runs no program', async () => {
    const proxyCredentials = { username: 'bob', password: 'secret' }
    const world = holding({ proxy: 'http://p:3128', proxyCredentials })

    expect(await read(world)).toMatchObject({ proxy: 'http://p:3128', proxyCredentials, warnings: [] })
    expect(world.calls).toEqual([])
  })

  it.each([null, ''])('takes credentials of %j as none', async (proxyCredentials) => {
    expect(await read(holding({ proxyCredentials }))).not.toHaveProperty('proxyCredentials')
  })

  it('names members it does not know, but not those among the credentials', async () => {
    const world = holding({ porxy: 'x', proxyCredentials: { username: 'b', password: 'p', hunter2: 1 } })

    expect((await read(world)).warnings.join(' ')).toMatch(/"porxy" is not known.* 1 of the protected settings/)
    expect((await read(world)).warnings.join(' ')).not.toContain('hunter2')
  })

  it.each<[string, World, string | RegExp]>([
    ['no JSON', holding('{"proxy":'), /^\/opt\/\S+settings\.json: not valid JSON/],
    ['a list', holding([]), 'settings.json'],
    ['a wrong type', holding({ identityWaitSeconds: 'x' }), 'settings.json.identityWaitSeconds'],
    ['credentials without a name', holding({ proxyCredentials: { password: 'p' } }), 'proxyCredentials.username'],
    ['credentials that are a text', holding({ proxyCredentials: 'bob:hunter2' }), 'proxyCredentials'],
    ['the form of the agent', holding({ runtimeSettings: [] }), 'without "runtimeSettings" around them'],
    ['the form of a template', holding({ publicSettings: {} }), 'without "publicSettings" around them'],
    ['a file that all may read', holding({}, 0o644), `sudo chmod 600 ${file}`],
    ['a file that a group may write', holding({}, 0o620), 'not for root alone'],
    ["another's file", holding({}, 0o600, 1000), `sudo chown root: ${file}`],
    ['a folder', new World().directory(file), 'not a regular file'],
    ['a link', holding({}).link(file, '/tmp/x'), 'not a regular file'],
    ['an endless file', holding(' '.repeat(limits.read.settingsBytes + 1)), 'larger than'],
  ])('refuses %s and repeats no value', async (_, world, problem) => {
    const told = await problemOf(world)

    expect(told).toMatch(problem)
    expect(told).not.toContain('hunter2')
  })
})

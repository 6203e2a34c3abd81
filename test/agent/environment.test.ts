import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fallbackEnvironment, readEnvironment } from '../../src/agent/environment.ts'
import type { Invocation } from '../../src/agent/invocation.ts'
import { HandlerFailure } from '../../src/core/failure.ts'
import { limits } from '../../src/core/limits.ts'
import { World } from '../world.ts'

const name = 'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux'
const base = `/var/lib/waagent/${name}-1.0.0`
const path = `${base}/HandlerEnvironment.json`
const folders = {
  logFolder: `/var/log/azure/${name}`,
  configFolder: `${base}/config`,
  statusFolder: `${base}/status`,
  heartbeatFile: `${base}/heartbeat.log`,
  eventsFolder: `/var/log/azure/${name}/events`,
  eventsFolder_preview: `/var/log/azure/${name}/events`,
}
const invocation: Invocation = {
  operation: 'enable',
  cwd: base,
  packageRoot: base,
  env: { AZURE_GUEST_AGENT_EXTENSION_PATH: base, AZURE_GUEST_AGENT_EXTENSION_VERSION: '1.0.0' },
}

function file(changed: Record<string, unknown> = {}): string {
  return JSON.stringify([{ name, version: 1.0, handlerEnvironment: { ...folders, ...changed } }])
}

async function problemOf(world: World): Promise<string> {
  const failure = await readEnvironment(world.host(), invocation).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(HandlerFailure)
  expect(failure).toMatchObject({ code: 'agent.environment' })
  return String((failure as HandlerFailure).detail.problem)
}

describe('readEnvironment', () => {
  it('reads what the agent writes', async () => {
    const environment = await readEnvironment(new World().file(path, file()).host(), invocation)

    expect(environment).toEqual({
      kind: 'agent',
      name,
      version: '1.0.0',
      logFolder: folders.logFolder,
      configFolder: folders.configFolder,
      statusFolder: folders.statusFolder,
      eventsFolder: folders.eventsFolder,
      extensionFolder: base,
      agentFolder: base.replace(/\/[^/]*$/, ''),
    })
  })

  it.each([
    [
      'the folder the agent names',
      { env: { AZURE_GUEST_AGENT_EXTENSION_PATH: '/named' }, cwd: '/cwd', packageRoot: '/root' },
      '/named',
    ],
    ['the working directory', { env: {}, cwd: '/cwd', packageRoot: '/root' }, '/cwd'],
    ['the package root', { env: {}, cwd: '/elsewhere', packageRoot: '/root' }, '/root'],
    [
      'the working directory when the agent names a relative folder',
      { env: { AZURE_GUEST_AGENT_EXTENSION_PATH: '../named' }, cwd: '/cwd', packageRoot: '/root' },
      '/cwd',
    ],
  ])('looks in %s', async (_, changed, expected) => {
    const world = new World()
    for (const folder of ['/named', '/cwd', '/root']) world.file(`${folder}/HandlerEnvironment.json`, file())

    const environment = await readEnvironment(world.host(), { ...invocation, ...changed })

    expect(environment.extensionFolder).toBe(expected)
  })

  it.each([
    ['absent', { eventsFolder: undefined, eventsFolder_preview: undefined }, undefined],
    ['null', { eventsFolder: null, eventsFolder_preview: null }, undefined],
    ['under its old name only', { eventsFolder: undefined, eventsFolder_preview: '/preview' }, '/preview'],
  ])('takes an events folder that is %s', async (_, changed, expected) => {
    const environment = await readEnvironment(new World().file(path, file(changed)).host(), invocation)

    expect(environment.eventsFolder).toBe(expected)
    expect('eventsFolder' in environment).toBe(expected !== undefined)
  })

  it('tolerates a byte order mark and trailing slashes', async () => {
    const world = new World().file(path, `\uFEFF${file({ statusFolder: '/status//' })}`)

    expect((await readEnvironment(world.host(), invocation)).statusFolder).toBe('/status')
  })

  it.each([undefined, '', 'None', '$(reboot)', 'x'.repeat(80)])('takes version %j for unknown', async (version) => {
    const env = version === undefined ? {} : { AZURE_GUEST_AGENT_EXTENSION_VERSION: version }
    const world = new World().file(path, file())

    expect((await readEnvironment(world.host(), { ...invocation, env })).version).toBeUndefined()
  })

  it('reads again while the agent is still writing the file', async () => {
    const world = new World().file(path, '')
    const contents = [file().slice(0, 40), file()]
    world.onSleep = () => world.file(path, contents.shift() ?? '')

    expect((await readEnvironment(world.host(), invocation)).name).toBe(name)
    expect(world.sleeps).toEqual([limits.environment.waitMs, limits.environment.waitMs])
  })

  it('says where it looked when there is none, without waiting', async () => {
    const world = new World()

    expect(await problemOf(world)).toBe(`there is none in ${base}`)
    expect(world.sleeps).toEqual([])
  })

  it.each([
    ['empty', '', 'it is empty'],
    ['truncated', file().slice(0, -5), 'not valid JSON'],
    ['no list', '{}', 'the whole must be a list'],
    ['an empty list', '[]', 'the whole must'],
    ['a list of two', `[${file().slice(1, -1)},${file().slice(1, -1)}]`, 'the whole must'],
    ['a list of null', '[null]', '0 must be an object'],
    ['a name with a slash', file().replace(name, '../x'), '0.name must be a plain name'],
    ['a relative folder', file({ statusFolder: 'status' }), 'statusFolder must be an absolute path'],
    ['the root folder', file({ statusFolder: '/' }), 'statusFolder must be an absolute path'],
    ['a folder with NUL', file({ configFolder: '/a\0b' }), 'configFolder must be an absolute path'],
    ['a folder that climbs', file({ configFolder: '/a/../etc' }), 'configFolder must not contain ".."'],
    ['a folder of the wrong type', file({ logFolder: 5 }), 'logFolder must be text'],
    ['a missing folder', file({ logFolder: undefined }), 'logFolder must be text'],
    ['an endless folder', file({ logFolder: `/${'x'.repeat(5000)}` }), 'logFolder must have at most 4096 characters'],
    ['a hostile member', file().replace('"name"', '"__proto__":{},"name"'), '__proto__ is not allowed'],
    ['too large', file({ x: 'x'.repeat(limits.read.environmentBytes) }), 'larger than 65536 bytes'],
  ])('refuses a file that is %s, after reading it again', async (_, content, problem) => {
    const world = new World().file(path, content)

    expect(await problemOf(world)).toContain(problem)
    expect(world.sleeps).toHaveLength(limits.environment.attempts - 1)
  })

  it('either works or fails with agent.environment, whatever JSON is there', async () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.tuple(fc.record({ name: fc.oneof(fc.constant(name), fc.jsonValue()), handlerEnvironment: fc.jsonValue() })),
      fc.tuple(fc.constant({ name })).map(([entry]) => [{ ...entry, handlerEnvironment: folders }]),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const world = new World().file(path, JSON.stringify(value))

        const result = await readEnvironment(world.host(), invocation).catch((error: unknown) => error)

        if (result instanceof Error) expect(result).toMatchObject({ code: 'agent.environment' })
        else expect(result).toMatchObject({ name, statusFolder: folders.statusFolder })
      }),
    )
  })
})

describe('fallbackEnvironment', () => {
  it('finds the folders that the agent makes beside the broken file', async () => {
    const world = new World().file(path, '{').directory(`${base}/status`).directory(`${base}/config`)

    expect(await fallbackEnvironment(world.host(), invocation)).toEqual({
      kind: 'agent',
      name,
      version: '1.0.0',
      logFolder: base,
      configFolder: `${base}/config`,
      statusFolder: `${base}/status`,
      extensionFolder: base,
      agentFolder: base.replace(/\/[^/]*$/, ''),
    })
  })

  it('logs in the usual place where it exists', async () => {
    const world = new World().directory(`${base}/status`).directory(`${base}/config`).directory(folders.logFolder)

    expect((await fallbackEnvironment(world.host(), invocation))?.logFolder).toBe(folders.logFolder)
  })

  it('gives up when they are not there', async () => {
    expect(await fallbackEnvironment(new World().directory(`${base}/status`).host(), invocation)).toBeUndefined()
  })
})

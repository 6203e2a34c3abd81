import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { install } from '../../src/machine/package-manager.ts'
import { bench, interrupted, login, source, unmet } from './package-bench.ts'
import { aptIn, type Database } from './simulated-packages.ts'

const { neededMs } = limits.transaction

describe('install', () => {
  it('is done when the package is there', async () => {
    const { world, database, started } = bench({ effect: () => void database.set('login', 'ii', '1.0.2') })

    await install(aptIn(world), login, source)

    expect(started[0]?.argv.slice(-2)).toEqual(['install', 'login'])
    expect(started[0]?.argv).toContain('--no-remove')
  })

  it('asks for a version where one is wanted', async () => {
    const { world, database, started } = bench({ effect: () => void database.set('login', 'ii', '1.0.1') })

    await install(aptIn(world), [{ name: 'login', version: '1.0.1' }], source)

    expect(started[0]?.argv.at(-1)).toBe('login=1.0.1')
  })

  it.each<[string, Parameters<Database['set']> | undefined, Parameters<Database['set']>, number, string | undefined]>([
    ['absent, then installed', undefined, ['login', 'ii', '1'], 100, undefined],
    ['old, then new', ['login', 'ii', '1'], ['login', 'ii', '2'], 100, undefined],
    ['broken, then installed', ['login', 'iF', '1'], ['login', 'ii', '1'], 100, undefined],
  ])('is judged by the state although the exit code is 100: %s', async (_, before, after, exit) => {
    const { world, database } = bench({ exit, effect: () => void database.set(...after) })
    if (before !== undefined) database.set(...before)

    await expect(install(aptIn(world), login, source)).resolves.toBeUndefined()
  })

  it.each<[string, Parameters<Database['set']> | undefined, number, string | undefined]>([
    ['nothing installed although it exits 0', undefined, 0, undefined],
    ['half configured although it exits 0', ['login', 'iF', '2'], 0, undefined],
    ['the old version still there and exit 100', ['login', 'ii', '1'], 100, undefined],
    ['another version than the wanted one', ['login', 'ii', '1'], 0, '2'],
  ])('fails by the state: %s', async (_, after, exit, version) => {
    const { world, database } = bench({ exit, output: 'E: Something odd\n' })
    if (after !== undefined) database.set(...after)
    const wanted = [{ name: 'login', ...(version !== undefined && { version }) }]

    await expect(install(aptIn(world), wanted, source)).rejects.toMatchObject({
      code: 'packages.transaction-failed',
      detail: { reason: 'Something odd' },
    })
  })

  it('is done when the newest version was there already', async () => {
    const { world, database } = bench({})
    database.set('login', 'ii', '3')

    await expect(install(aptIn(world), login, source)).resolves.toBeUndefined()
  })

  it('needs all of several packages', async () => {
    const { world, database } = bench({ exit: 100, effect: () => void database.set('login', 'ii', '1') })

    await expect(install(aptIn(world), [...login, { name: 'policy' }], source)).rejects.toThrow('install login policy')
  })

  it('repairs once what was interrupted, then goes on', async () => {
    const { world, database, verbs } = bench(
      { output: interrupted, exit: 100 },
      {},
      { effect: () => void database.set('login', 'ii', '1') },
    )

    await install(aptIn(world), login, source)

    expect(verbs()).toEqual(['install', 'repair', 'install'])
  })

  it('goes on although the repair left a package unconfigured, and does not repair twice', async () => {
    const refused = { output: 'dpkg: error processing package other (--configure):\n installed other x\n', exit: 1 }
    const { world, verbs } = bench({ output: interrupted, exit: 100 }, refused, { output: interrupted, exit: 100 })

    await expect(install(aptIn(world), login, source)).rejects.toMatchObject({
      code: 'packages.transaction-failed',
      detail: { work: 'install login' },
    })
    expect(verbs()).toEqual(['install', 'repair', 'install'])
  })

  it('reads all lists once when a dependency is missing', async () => {
    const { world, database, verbs } = bench(
      { output: unmet, exit: 100 },
      { output: 'Err:9 https://third.example x\n', exit: 100 },
      { effect: () => void database.set('login', 'ii', '1') },
    )

    await install(aptIn(world), login, source)

    expect(verbs()).toEqual(['install', 'update-all', 'install'])
  })

  it('takes a package that stays missing after that for a refusal of its repository', async () => {
    const text = `E: Failed to fetch ${source.url}/pool/login_1_amd64.deb  404  Not Found [IP: 192.0.2.1 443]\n`
    const { world, verbs } = bench({ output: text, exit: 100 })

    await expect(install(aptIn(world), login, source)).rejects.toMatchObject({
      code: 'repository.refused',
      detail: { url: source.url, answer: '404 Not Found [IP: 192.0.2.1 443]' },
    })
    expect(verbs()).toEqual(['install', 'update-all', 'install'])
  })

  it('gives up on a dependency that no list has', async () => {
    const { world, verbs } = bench({ output: unmet, exit: 100 })

    await expect(install(aptIn(world), login, source)).rejects.toMatchObject({ code: 'package.unmet' })
    expect(verbs()).toEqual(['install', 'update-all', 'install'])
  })

  it('blames the mirror that failed, not ours', async () => {
    const output = 'E: Failed to fetch http://mirror.example/debian/pool/libx_1_amd64.deb  Connection timed out\n'
    const { world } = bench({ output, exit: 100 })

    await expect(install(aptIn(world), login, source)).rejects.toMatchObject({
      code: 'repository.unreachable',
      detail: { url: 'http://mirror.example/debian/pool/libx_1_amd64.deb', answer: 'Connection timed out' },
    })
  })

  it('says which versions there are when the wanted one is not published', async () => {
    const { world } = bench({ output: "E: Version '9' for 'login' was not found\n", exit: 100 })
    world.program('apt-cache', { stdout: ` login | 1.0.3 | ${source.url}\n login | 1.0.2 | ${source.url}\n` })

    await expect(install(aptIn(world), [{ name: 'login', version: '9' }], source)).rejects.toMatchObject({
      code: 'package.not-published',
      detail: {
        url: source.url,
        wanted: 'login=9',
        versions: '1.0.3, 1.0.2',
        system: 'Debian GNU/Linux 12 (bookworm)',
        architecture: 'x86_64',
      },
    })
  })

  it('says so when nothing is published, and asks for the one that is missing', async () => {
    const { world } = bench({ output: 'E: Unable to locate package policy\n', exit: 100 })

    await expect(install(aptIn(world), [...login, { name: 'policy' }], source)).rejects.toMatchObject({
      code: 'package.not-published',
      detail: { versions: 'none' },
    })
    expect(world.calls).toContainEqual(['apt-cache', 'madison', 'policy'])
  })

  it('names the transport that is missing', async () => {
    const output = 'E: The method driver /usr/lib/apt/methods/https could not be found.\n'
    const { world } = bench({ output, exit: 100 })

    await expect(install(aptIn(world), login, source)).rejects.toMatchObject({
      code: 'dependency.missing-tool',
      message: expect.stringContaining('is missing: The method driver /usr/lib/apt/methods/https') as string,
    })
  })

  it('does not begin without the time it needs', async () => {
    const { world, started } = bench({})

    await expect(install(aptIn(world, neededMs - 1), login, source)).rejects.toMatchObject({ code: 'deadline.reached' })
    expect(started).toEqual([])
  })

  it('leaves a run that takes longer than the budget to itself', async () => {
    const { world } = bench({ ms: 900_000 })

    await expect(install(aptIn(world, 100_000), login, source)).rejects.toMatchObject({ code: 'transaction.running' })
  })
})

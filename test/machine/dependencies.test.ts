import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import type { RunOptions } from '../../src/host.ts'
import { removesOnly, wouldInstall } from '../../src/machine/dependencies.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { World } from '../world.ts'

const apt = grammars['apt-get']
const reading = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n'

describe('removesOnly', () => {
  it.each<[string, string, boolean]>([
    ['only these', 'Purg libx [1.2]\nPurg liby [3]\n', true],
    ['fewer, because one is gone already', 'Purg libx [1.2]\n', true],
    ['another one too', 'Remv curl [7]\nPurg libx [1.2]\n', false],
    ['the same library of another architecture', 'Purg libx [1.2]\nPurg libx:i386 [1.2]\n', false],
    ['nothing', '', true],
  ])('is told by what a removal would remove: %s', async (_, lines, expected) => {
    const world = new World().program('apt-get', { stdout: `${reading}${lines}` })

    expect(await removesOnly(world.host(), apt, ['libx', 'liby'])).toBe(expected)
    expect(world.calls).toEqual([['apt-get', '-q', '-s', 'purge', 'libx', 'liby']])
  })

  it('is no when the package manager does not know', async () => {
    const refusing = new World().program('apt-get', { exitCode: 100, stdout: 'Purg libx [1]\n', stderr: 'E: x' })

    expect(await removesOnly(refusing.host(), apt, ['libx'])).toBe(false)
  })

  it('fails when it gives no answer at all', async () => {
    const killed = new World().program('apt-get', { exitCode: undefined, problem: 'SIGKILL' })

    await expect(removesOnly(killed.host(), apt, ['libx'])).rejects.toMatchObject({
      code: 'packages.database',
      detail: { detail: 'apt-get -q -s purge libx: SIGKILL' },
    })
  })

  it('says in the log why something is kept', async () => {
    const world = new World().program('apt-get', { stdout: 'Remv curl [7]\nPurg libx [1]\n' })

    await removesOnly(world.host(), apt, ['libx'])

    expect(world.logged).toMatchObject([{ fields: { names: ['libx'], others: ['curl'] } }])
  })
})

describe('wouldInstall', () => {
  it('names everything that would come, and changes nothing', async () => {
    const stdout = `${reading}Inst libx (1.2 Debian:12 [amd64])\nInst login [1.0.1] (1.0.2 prod:bookworm [amd64])\nConf libx (1.2)\n`
    const world = new World().program('apt-get', { stdout })

    expect(await wouldInstall(world.host(), apt, ['login=1.0.2'])).toEqual(['libx', 'login'])
    expect(world.calls[0]).toEqual(expect.arrayContaining(['-s', '--no-install-recommends', 'install', 'login=1.0.2']))
  })

  it('is nothing when it cannot be told', async () => {
    const world = new World().program('apt-get', { exitCode: 100, stderr: 'E: Unable to locate package login' })

    expect(await wouldInstall(world.host(), apt, ['login'])).toEqual([])
  })

  it('gives the manager longer than a question about what is there, and leaves it alone after that', async () => {
    const host = new World().program('apt-get', {}).host()
    const given: RunOptions[] = []
    const run: typeof host.processes.run = (argv, options) => {
      given.push(options)
      return host.processes.run(argv, options)
    }

    await wouldInstall({ ...host, processes: { ...host.processes, run } }, apt, ['login'])

    expect(given).toMatchObject([{ timeoutMs: limits.simulation.timeoutMs, spare: true }])
    expect(limits.simulation.timeoutMs).toBeGreaterThan(limits.query.timeoutMs)
  })
})

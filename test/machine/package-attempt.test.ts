import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { attempt, environmentOf } from '../../src/machine/package-attempt.ts'
import { bench } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'

const source = { url: 'https://packages.example/sles/15/prod', suite: '', file: '/f', id: 'x' }
const own = { kind: 'own', without: [] } as const

describe('attempt', () => {
  it('fills a phrase of the table in and answers what came of it', async () => {
    const { world, started } = bench({ output: 'done\n', exit: 106 })
    const argv = { phrase: grammars.zypper.install, holes: { packages: ['a', 'b'] } }

    const manager = aptIn(world, 600_000, { grammar: grammars.zypper })
    const result = await attempt(manager, { title: 'install', argv, source, scope: own })

    expect(result).toEqual({ exitCode: 106, output: 'done\n' })
    expect(started[0]?.argv.join(' ')).toMatch(/ install --repo x .* a b$/)
    expect(started[0]?.env).toEqual({ ZYPP_LOCK_TIMEOUT: '30' })
  })

  it('runs a whole argument list as it is', async () => {
    const { world, started } = bench({})

    await attempt(aptIn(world), { title: 'x', argv: ['dpkg', '--version'], scope: own })

    expect(started[0]?.argv).toEqual(['dpkg', '--version'])
  })

  it('waits for whoever left a number in a file', async () => {
    const { world, started } = bench({})
    world.file('/run/zypp.pid', '812\n').file('/proc/812/status', 'State:\tS\n').file('/proc/812/comm', 'zypper\n')
    const since = world.time
    const played = world.onSleep
    world.onSleep = (now) => {
      if (now >= since + 5000) world.file('/run/zypp.pid', '')
      played(now)
    }

    await attempt(aptIn(world, 600_000, { grammar: grammars.zypper }), { title: 'x', argv: ['zypper'], scope: own })

    expect(started).toHaveLength(1)
    expect(world.time - since).toBe(5000)
  })
})

describe('environmentOf', () => {
  it('says how long to wait for a lock where a manager can be told', () => {
    expect(environmentOf(grammars.zypper, 0)).toEqual({ ZYPP_LOCK_TIMEOUT: '0' })
    expect(environmentOf(grammars['apt-get'], 0)).toMatchObject({ DEBIAN_FRONTEND: 'noninteractive' })
  })
})

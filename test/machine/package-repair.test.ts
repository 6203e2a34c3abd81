import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { damagedFiles, reconfigure, reinstall } from '../../src/machine/package-repair.ts'
import { World } from '../world.ts'
import { bench, source } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'

const packages = [{ name: 'login', version: '1.0.1' }]

describe('reconfigure', () => {
  it('runs the scripts of packages again, without a question', async () => {
    const { world, started } = bench({})

    await reconfigure(aptIn(world), ['login', 'policy'])

    expect(started.map(({ argv }) => argv)).toEqual([
      ['dpkg-reconfigure', '--frontend=noninteractive', 'login', 'policy'],
    ])
    expect(started[0]?.env.DEBIAN_FRONTEND).toBe('noninteractive')
  })

  it('fails with what a script says', async () => {
    const { world, started } = bench({ exit: 1, output: 'dpkg-reconfigure: error: no luck\n' })

    await expect(reconfigure(aptIn(world), ['login'])).rejects.toMatchObject({
      code: 'packages.transaction-failed',
      detail: { work: 'configure login once more' },
    })
    expect(started).toHaveLength(1)
  })
})

describe('reinstall', () => {
  it('asks for the version that is there, and for nothing newer', async () => {
    const { world, database, started } = bench({})
    database.set('login', 'ii', '1.0.1')

    await reinstall(aptIn(world), packages, source)

    expect(started).toHaveLength(1)
    expect(started[0]?.argv.slice(-3)).toEqual(['--reinstall', 'install', 'login=1.0.1'])
  })

  it('fails where apt is content without having done it', async () => {
    const output = 'Reinstallation of login is not possible, it cannot be downloaded.\n0 upgraded\n'
    const { world, database } = bench({ output })
    database.set('login', 'ii', '1.0.1')
    world.program('apt-cache', {})

    await expect(reinstall(aptIn(world), packages, source)).rejects.toMatchObject({ code: 'package.not-published' })
  })

  it.each([
    ['it ended badly', { exit: 100 }, 'ii', '1.0.1'],
    ['it left the package half configured', {}, 'iF', '1.0.1'],
    ['it left another version', {}, 'ii', '1.0.2'],
  ] as const)('fails where %s', async (_, run, letters, version) => {
    const { world, database } = bench(run)
    database.set('login', letters, version)

    await expect(reinstall(aptIn(world), packages, source)).rejects.toMatchObject({
      code: 'packages.transaction-failed',
    })
  })
})

describe('damagedFiles', () => {
  it('asks the database about each package', async () => {
    const world = new World().program('rpm', (argv) => ({
      exitCode: 1,
      stdout: argv.at(-1) === 'login' ? 'missing     /usr/sbin/x\nS.5....T.  c /etc/x\n.M.......    /usr/y\n' : '',
    }))

    expect(await damagedFiles(world.host(), grammars.dnf, ['login', 'policy'])).toEqual({
      login: ['/usr/sbin/x', '/usr/y'],
      policy: [],
    })
    expect(world.calls.map((argv) => argv.at(-1))).toEqual(['login', 'policy'])
  })

  it('knows of none where the database does not answer', async () => {
    expect(await damagedFiles(new World().host(), grammars['apt-get'], ['login'])).toEqual({ login: [] })
  })
})

import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { install } from '../../src/machine/newest-installable.ts'
import { bench, source, unmet, type Bench } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'
import type { Scripted } from './simulated-transactions.ts'

const login = { name: 'login' }

/** Runs of the newest fail for want of a dependency, before and after all lists are read; then these follow. */
function newestDoesNotFit(...scripts: Scripted[]): Bench {
  const run = bench({ output: unmet, exit: 100 }, {}, { output: unmet, exit: 100 }, ...scripts)
  run.world.program('apt-cache', (argv) => ({
    stdout: ['4', '3', '2', '1', '0'].map((version) => ` ${argv[2] ?? ''} | ${version} | x\n`).join(''),
  }))
  return run
}

function told(): { readonly messages: string[]; readonly tell: (message: string) => void } {
  const messages: string[] = []
  return { messages, tell: (message) => void messages.push(message) }
}

describe('install', () => {
  it('takes the newest where it fits, and has nothing to tell', async () => {
    const { world, database, started } = bench({ effect: () => void database.set('login', 'ii', '4') })
    const { messages, tell } = told()

    await install(aptIn(world, 600_000, { tell }), [login], source)

    expect(started.map(({ argv }) => argv.at(-1))).toEqual(['login'])
    expect(messages).toEqual([])
  })

  it('takes the next older one that fits, and tells which and why', async () => {
    const run = newestDoesNotFit(
      { output: unmet, exit: 100 },
      { output: unmet, exit: 100 },
      { output: unmet, exit: 100 },
      { effect: () => void run.database.set('login', 'ii', '2') },
    )
    const { messages, tell } = told()

    await install(aptIn(run.world, 600_000, { tell }), [login], source)

    const words = run.started.map(({ argv }) => argv.at(-1))
    expect(words).toEqual(['login', 'update', 'login', 'login=3', 'update', 'login=3', 'login=2'])
    expect(messages).toEqual([
      'login 4 does not fit this system (login : Depends: libx but it is not installable); 2 was installed instead.',
    ])
  })

  it('gives up after a few, with the first failure', async () => {
    const { world, started } = newestDoesNotFit({ output: unmet, exit: 100 })

    await expect(install(aptIn(world), [login], source)).rejects.toMatchObject({
      code: 'package.unmet',
      detail: { work: 'install login' },
    })
    const tried = started.map(({ argv }) => argv.at(-1)).filter((word) => word?.includes('='))
    expect(new Set(tried).size).toBe(limits.packageVersions.olderTried)
  })

  it('never goes back behind what is installed, which then stays', async () => {
    const run = newestDoesNotFit({})
    run.database.set('login', 'ii', '3')
    const { messages, tell } = told()

    await install(aptIn(run.world, 600_000, { tell }), [login], source)

    expect(run.started).toHaveLength(3)
    expect(messages[0]).toMatch(/; 3 stays\.$/)
  })

  it('brings what stands beside it in the same version where that is offered', async () => {
    const run = newestDoesNotFit({
      effect: () => void run.database.set('login', 'ii', '3').set('policy', 'ii', '3'),
    })

    await install(aptIn(run.world), [login, { name: 'policy' }], source)

    expect(run.started.at(-1)?.argv.slice(-2)).toEqual(['login=3', 'policy=3'])
  })

  it.each([
    ['a version that is wanted does not fit', [{ name: 'login', version: '4' }], unmet, 'package.unmet'],
    ['it fails for another reason', [login], 'E: Unable to locate package login\n', 'package.not-published'],
  ])('tries no other version where %s', async (_, packages, output, code) => {
    const { world, started } = bench({ output, exit: 100 })

    await expect(install(aptIn(world), packages, source)).rejects.toMatchObject({ code })
    expect(new Set(started.map(({ argv }) => argv.at(-1)))).not.toContain('login=3')
  })

  it('lets any other failure of an older version through', async () => {
    const { world } = newestDoesNotFit({ output: 'E: No space left on device\n', exit: 100 })

    await expect(install(aptIn(world), [login], source)).rejects.toMatchObject({ code: 'dependency.disk-full' })
  })
})

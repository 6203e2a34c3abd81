import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/core/plan.ts'
import { emptyLedger, type Ledger } from '../../src/machine/ledger.ts'
import { layout } from '../../src/machine/layout.ts'
import type { World } from '../world.ts'
import type { Database } from './simulated-packages.ts'
import type { Scripted } from './simulated-transactions.ts'
import { bench, install, storedLedger, type Bench } from './steps-bench.ts'

describe('install-packages', () => {
  const succeed = (_: World, database: Database): Scripted => ({
    effect: () => {
      database.set('login', 'ii', '1').set('liba', 'ii', '1')
    },
  })

  it('records what was absent and what came along', async () => {
    const { ledger, perform: run } = bench(succeed, ['liba', 'login'])

    await run(install)

    expect(await ledger()).toEqual({ files: [], folders: [], packages: ['login'], dependencies: ['liba'], keys: [] })
  })

  it('records what came along although nobody foretold it', async () => {
    const { ledger, perform: run } = bench(succeed)

    await run(install)

    expect((await ledger()).dependencies).toEqual(['liba'])
  })

  it('has all of it in the ledger before anything is changed', async () => {
    let before: Partial<Ledger> = {}
    const { perform: run } = bench(
      (world, database) => {
        before = storedLedger(world)
        return succeed(world, database)
      },
      ['liba', 'login', 'libc6'],
    )

    await run(install)

    expect(before).toMatchObject({ packages: ['login'], dependencies: ['liba'] })
  })

  it('forgets what was foretold and did not come', async () => {
    const { ledger, perform: run } = bench(() => ({ exit: 100, output: 'E: odd\n' }), ['liba', 'login'])

    await expect(run(install)).rejects.toMatchObject({ code: 'packages.transaction-failed' })
    expect(await ledger()).toEqual({ files: [], folders: [], packages: ['login'], dependencies: [], keys: [] })
  })

  it('remembers what came along with an installation that failed', async () => {
    const failing = (_: World, database: Database): Scripted => ({
      exit: 100,
      effect: () => {
        database.set('login', 'iF', '1').set('liba', 'ii', '1')
      },
    })
    const { ledger, perform: run } = bench(failing)

    await expect(run(install)).rejects.toMatchObject({ code: 'packages.transaction-failed' })
    expect(await ledger()).toEqual({ files: [], folders: [], packages: ['login'], dependencies: ['liba'], keys: [] })
  })

  it('keeps what was foretold when it must leave a run to itself', async () => {
    const { ledger, perform: run } = bench(() => ({ ms: 900_000 }), ['liba', 'login'])

    await expect(run(install, 60_000)).rejects.toMatchObject({ code: 'transaction.running' })
    expect(await ledger()).toEqual({ files: [], folders: [], packages: ['login'], dependencies: ['liba'], keys: [] })
  })

  it.each([
    ['was installed', 'ii'],
    ['was broken', 'iF'],
    ['had left its configuration', 'rc'],
  ] as const)('does not call ours what %s', async (_, letters) => {
    const { database, ledger, perform: run } = bench(succeed)
    database.set('login', letters, '0')

    await run(install)

    expect((await ledger()).packages).toEqual([])
  })
})

describe('remove-packages', () => {
  const listed: Ledger = { files: [], folders: [], packages: ['login'], dependencies: ['liba'], keys: [] }
  const record = (world: World): World => world.file(layout.ledger, JSON.stringify(listed))

  it('forgets what is purged', async () => {
    const {
      world,
      database,
      ledger,
      perform: run,
    } = bench((_, packages) => ({
      effect: () => {
        packages.drop('login')
      },
    }))
    record(world)
    database.set('login', 'ii', '1')

    await run({ kind: 'remove-packages', names: ['login'], purge: true })

    expect(await ledger()).toEqual({ files: [], folders: [], packages: [], dependencies: ['liba'], keys: [] })
  })

  it('remembers ours until its configuration is gone too', async () => {
    const {
      world,
      database,
      ledger,
      perform: run,
    } = bench((_, packages) => ({
      effect: () => void packages.set('login', 'rc', '1'),
    }))
    record(world)
    database.set('login', 'ii', '1')

    await run({ kind: 'remove-packages', names: ['login'], purge: false })

    expect(await ledger()).toEqual(listed)
  })

  it('remembers what could not be removed', async () => {
    const { world, database, ledger, perform: run } = bench(() => ({ exit: 100 }))
    record(world)
    database.set('login', 'ii', '1')

    await expect(run({ kind: 'remove-packages', names: ['login'], purge: true })).rejects.toThrow('purge login')
    expect(await ledger()).toEqual(listed)
  })
})

describe('remove-dependencies', () => {
  /** A machine with two libraries that came along, of which a removal would take `others` too. */
  function withLibraries(others = ''): Bench {
    const made = bench((_, packages) => ({
      effect: () => {
        packages.drop('liba', 'libb')
      },
    }))
    made.database.set('liba', 'ii', '1').set('libb', 'ii', '1')
    made.world.program('apt-get', { stdout: `Purg liba [1]\nPurg libb [1]\n${others}` })
    made.world.file(layout.ledger, JSON.stringify({ dependencies: ['liba', 'libb'] }))
    return made
  }

  it.each<[string, Step]>([
    ['those that are named', { kind: 'remove-dependencies', names: ['liba', 'libb'] }],
    ['those of the ledger where none are named', { kind: 'remove-dependencies' }],
  ])('purges and forgets %s', async (_, step) => {
    const { started, ledger, perform: run } = withLibraries()

    await run(step)

    expect(started.map(({ argv }) => argv.slice(-3))).toEqual([['purge', 'liba', 'libb']])
    expect(await ledger()).toEqual(emptyLedger)
  })

  it('lets those stay that were there before', async () => {
    const { started, ledger, perform: run } = withLibraries()

    await run({ kind: 'remove-dependencies', except: ['liba', 'libb'] })

    expect(started).toEqual([])
    expect((await ledger()).dependencies).toEqual(['liba', 'libb'])
  })

  it('fails, and forgets nothing, where our own package may need them because it did not go', async () => {
    const { database, started, ledger, world, perform: run } = withLibraries('Remv login [1]\n')
    database.set('login', 'ii', '1')
    world.file(layout.ledger, JSON.stringify({ packages: ['login'], dependencies: ['liba', 'libb'] }))

    await expect(run({ kind: 'remove-dependencies' })).rejects.toMatchObject({
      code: 'packages.transaction-failed',
      detail: { work: 'remove liba libb', reason: 'login may need it' },
    })

    expect(started).toEqual([])
    expect((await ledger()).dependencies).toEqual(['liba', 'libb'])
  })

  it('leaves them to whoever has come to need them', async () => {
    const { started, ledger, perform: run } = withLibraries('Remv curl [7]\n')

    await run({ kind: 'remove-dependencies', names: ['liba', 'libb'] })

    expect(started).toEqual([])
    expect(await ledger()).toEqual(emptyLedger)
  })

  it('asks nobody when none is left', async () => {
    const { world, database, started, ledger, perform: run } = withLibraries()
    database.drop('liba', 'libb')

    await run({ kind: 'remove-dependencies', names: ['liba', 'libb'] })

    expect(started).toEqual([])
    expect(world.calls.filter(([program]) => program === 'apt-get')).toEqual([])
    expect(await ledger()).toEqual(emptyLedger)
  })
})

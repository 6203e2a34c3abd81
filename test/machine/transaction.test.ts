import { describe, expect, it } from 'vitest'
import { startBudget } from '../../src/core/budget.ts'
import { limits } from '../../src/core/limits.ts'
import { layout } from '../../src/machine/layout.ts'
import {
  runTransaction,
  settleTransaction,
  transactionFile,
  type TransactionRequest,
} from '../../src/machine/transaction.ts'
import { World } from '../world.ts'
import { simulateTransactions } from './simulated-transactions.ts'

const request: TransactionRequest = {
  title: 'install login',
  argv: ['apt-get', 'install', 'login'],
  environment: { DEBIAN_FRONTEND: 'noninteractive' },
  files: {},
}

const { neededMs, startMs, outputTailBytes, pollMs } = limits.transaction

function run(
  world: World,
  budgetMs = 300_000,
  part: Partial<TransactionRequest> = {},
): ReturnType<typeof runTransaction> {
  const host = world.host()
  return runTransaction(host, { ...request, ...part }, startBudget(host.clock, budgetMs))
}

function settle(world: World, budgetMs = 300_000): ReturnType<typeof settleTransaction> {
  const host = world.host()
  return settleTransaction(host, startBudget(host.clock, budgetMs))
}

function leftovers(world: World): string[] {
  return [...world.entries.keys(), ...world.directories].filter((path) => path.startsWith(layout.transaction))
}

describe('runTransaction', () => {
  it('answers exit code and output, and leaves nothing behind', async () => {
    const world = new World()
    const started = simulateTransactions(world, () => ({ output: 'Setting up login\n', exit: 100, ms: 2000 }))

    const result = await run(world)

    expect(result).toEqual({ exitCode: 100, output: 'Setting up login\n' })
    expect(started.map(({ argv, env }) => ({ argv, env }))).toEqual([
      { argv: request.argv, env: { DEBIAN_FRONTEND: 'noninteractive' } },
    ])
    expect(leftovers(world)).toEqual([])
  })

  it('polls with short sleeps and sees the end soon', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ ms: 2000 }))
    const before = world.time

    await run(world)

    expect(new Set(world.sleeps)).toEqual(new Set([pollMs]))
    expect(world.time - before).toBe(2000)
  })

  it('keeps only the end of a long output', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ output: `${'x'.repeat(outputTailBytes)}the end` }))

    const { output } = await run(world)

    expect(output).toHaveLength(outputTailBytes)
    expect(output.endsWith('the end')).toBe(true)
  })

  it('shows files with secrets to root alone, never in arguments, and only while it runs', async () => {
    const world = new World()
    const started = simulateTransactions(world, () => ({ ms: 100 }))

    await run(world, 300_000, { files: { 'apt.conf': 'proxy "http://u:secret@p";\n' } })

    expect(started[0]?.files['apt.conf']).toEqual({ text: 'proxy "http://u:secret@p";\n', mode: 0o600 })
    expect(JSON.stringify([world.detached, world.logged])).not.toContain('secret')
    expect(world.text(transactionFile('apt.conf'))).toBeUndefined()
  })

  it('is not started when there is too little time', async () => {
    const world = new World()

    await expect(run(world, neededMs - 1)).rejects.toMatchObject({
      code: 'deadline.reached',
      detail: { step: 'install login' },
    })
    expect(world.detached).toEqual([])
    expect(leftovers(world)).toEqual([])
  })

  it('goes on alone when the budget ends first, and what it needs stays', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ ms: 400_000 }))

    await expect(run(world, 60_000, { files: { 'apt.conf': 'x' } })).rejects.toMatchObject({
      code: 'transaction.running',
      detail: { transaction: 'install login' },
    })
    expect(world.text(transactionFile('apt.conf'))).toBe('x')
    expect(world.text(transactionFile('running'))).toBe('4000\n')
    expect(JSON.parse(world.text(transactionFile('record.json')) ?? '')).toMatchObject({ title: 'install login' })
  })

  it('has no exit code when something kills it', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ output: 'Unpacking', cutShort: true, ms: 500 }))

    expect(await run(world)).toEqual({ exitCode: -1, output: 'Unpacking' })
  })

  it('has no exit code when a full disk left an empty one', async () => {
    const world = new World()
    const effect = (): void => void world.file(transactionFile('exit'), '')
    simulateTransactions(world, () => ({ cutShort: true, ms: 500, effect }))

    expect((await run(world)).exitCode).toBe(-1)
  })

  it('begins anew in a clean folder', async () => {
    const world = new World()
    world.file(transactionFile('exit'), '7').file(transactionFile('old'), 'x')
    const started = simulateTransactions(world, () => ({ exit: 3 }))

    expect((await run(world)).exitCode).toBe(3)
    expect(Object.keys(started[0]?.files ?? {})).toEqual(['record.json'])
  })

  it('takes a slow launcher for one that will still come, up to its limit', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ startsAfterMs: startMs - pollMs, ms: 1000, exit: 0 }))

    expect((await run(world)).exitCode).toBe(0)
  })

  it('never starts once the wait for its launcher was given up', async () => {
    const world = new World()
    const started = simulateTransactions(world, () => ({ startsAfterMs: startMs + 20_000 }))

    const { exitCode } = await run(world)
    world.onSleep((world.time += 60_000))

    expect(exitCode).toBe(-1)
    expect(started).toEqual([])
    expect(leftovers(world)).toEqual([])
  })

  it('does not begin in the folder of the transaction that came after it', async () => {
    const world = new World()
    const scripts = [{ startsAfterMs: startMs + 20_000 }, { ms: 60_000, exit: 5 }]
    const started = simulateTransactions(world, (argv) => scripts[argv.includes('late') ? 0 : 1]!)

    await run(world, 300_000, { argv: ['late'] })
    const { exitCode } = await run(world)

    expect(exitCode).toBe(5)
    expect(started.map(({ argv }) => argv)).toEqual([request.argv])
  })

  it('is not mistaken for dead when the wall clock is set back while it starts', async () => {
    const world = new World()
    const host = world.host()
    const clock = { ...host.clock, now: () => world.time - 86_400_000 * (world.sleeps.length > 2 ? 1 : 0) }
    simulateTransactions(world, () => ({ startsAfterMs: 500, exit: 4 }))

    const result = await runTransaction({ ...host, clock }, request, startBudget(clock, 300_000))

    expect(result.exitCode).toBe(4)
  })

  it('waits for one that has taken its ticket and not yet said its number', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ startsAfterMs: 1e9 }))
    const claimedAt = world.time + startMs - 10
    world.onSleep = (now) => {
      if (now < claimedAt) return
      const ticket = [...world.entries.keys()].find((path) => /aadsshlogin-\d+$/.test(path))
      if (ticket !== undefined) world.entries.delete(ticket)
      world.file(transactionFile('claim'), '')
      if (now > claimedAt + 3000) world.file(transactionFile('exit'), '6')
    }

    expect((await run(world)).exitCode).toBe(6)
  })

  it('leaves nothing behind when it cannot even be launched', async () => {
    const world = new World()
    world.onDetach = () => {
      throw new Error('no processes left')
    }

    await expect(run(world, 300_000, { files: { 'apt.conf': 'secret' } })).rejects.toThrow('no processes left')
    expect(leftovers(world)).toEqual([])
  })
})

describe('settleTransaction', () => {
  const record = (world: World, title = 'install login', startedAt = world.time): World =>
    world.file(transactionFile('record.json'), JSON.stringify({ title, startedAt }))

  it('has nothing to do without a folder', async () => {
    const world = new World()

    expect(await settle(world)).toBe('none')
    expect(world.logged).toEqual([])
  })

  it('meets one again that still runs, and waits for its end', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ ms: 90_000, output: 'done' }))
    await run(world, 60_000).catch(() => undefined)

    expect(await settle(world)).toBe('finished')
    expect(leftovers(world)).toEqual([])
    expect(world.logged.at(-1)).toMatchObject({ fields: { exitCode: 0, output: 'done' } })
  })

  it('says so when it still runs at the end of this budget too', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ ms: 900_000 }))
    await run(world, 60_000).catch(() => undefined)

    await expect(settle(world, 60_000)).rejects.toMatchObject({ code: 'transaction.running' })
    expect(world.text(transactionFile('running'))).toBe('4000\n')
  })

  it.each([0, 100])('takes one that ended with %i meanwhile for finished: the state decides', async (exit) => {
    const world = record(new World()).file(transactionFile('running'), '77').file(transactionFile('exit'), `${exit}\n`)

    expect(await settle(world)).toBe('finished')
    expect(world.sleeps).toEqual([])
  })

  it('wants repair for one that was cut short', async () => {
    const world = record(new World()).file(transactionFile('running'), '77')

    expect(await settle(world)).toBe('interrupted')
    expect(leftovers(world)).toEqual([])
  })

  it('is not fooled by another process with the same number', async () => {
    const world = record(new World()).file(transactionFile('running'), '77')
    world.file('/proc/77/cmdline', 'vim\0/root/aadsshlogin-transaction-notes\0')

    expect(await settle(world)).toBe('interrupted')
    expect(world.sleeps).toEqual([])
  })

  it('keeps one from starting that never came', async () => {
    const world = new World()
    const ticket = transactionFile(`aadsshlogin-${world.time - startMs}`)
    record(world, 'x', world.time - startMs).file(ticket, '')

    expect(await settle(world)).toBe('interrupted')
    expect(world.text(ticket)).toBeUndefined()
  })

  it('gives one that was launched a moment ago its time', async () => {
    const world = new World()
    record(world).file(transactionFile(`aadsshlogin-${world.time}`), '')
    const before = world.time

    expect(await settle(world)).toBe('interrupted')
    expect(world.time - before).toBeGreaterThanOrEqual(startMs)
  })

  it.each([
    ['corrupt', 'not json'],
    ['of another form', '{"title":1}'],
    ['missing', undefined],
  ])('settles one whose record is %s', async (_, text) => {
    const world = new World().file(transactionFile('output'), '')
    if (text !== undefined) world.file(transactionFile('record.json'), text)

    expect(await settle(world)).toBe('interrupted')
    expect(leftovers(world)).toEqual([])
  })
})

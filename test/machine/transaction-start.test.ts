import { describe, expect, it } from 'vitest'
import { startBudget } from '../../src/core/budget.ts'
import { limits } from '../../src/core/limits.ts'
import { runTransaction, transactionFile } from '../../src/machine/transaction.ts'
import { World } from '../world.ts'
import { simulateTransactions } from './simulated-transactions.ts'
import { leftovers, request, run } from './transaction-bench.ts'

const { lookMs, startMs } = limits.transaction

describe('the start of a transaction', () => {
  it('takes a slow launcher for one that will still come, up to its limit', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ startsAfterMs: startMs - lookMs, ms: 1000, exit: 0 }))

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
})

import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { transactionFile } from '../../src/machine/transaction.ts'
import { World } from '../world.ts'
import { simulateTransactions } from './simulated-transactions.ts'
import { leftovers, run, settle } from './transaction-bench.ts'

const { startMs } = limits.transaction

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
    expect(world.sleeps).toEqual([])
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

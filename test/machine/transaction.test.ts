import { describe, expect, it } from 'vitest'
import { startBudget } from '../../src/core/budget.ts'
import { limits } from '../../src/core/limits.ts'
import type { Host } from '../../src/host.ts'
import { runTransaction, transactionFile } from '../../src/machine/transaction.ts'
import { World } from '../world.ts'
import { simulateTransactions } from './simulated-transactions.ts'
import { leftovers, request, run } from './transaction-bench.ts'

const { neededMs, outputTailBytes, lookMs } = limits.transaction

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

  it('looks seldom whether it goes on, and knows its end when its exit code appears', async () => {
    const world = new World()
    simulateTransactions(world, () => ({ ms: 60_000 }))
    const before = world.time
    const host = world.host()
    const watched: string[] = []
    const watch: Host['files']['watch'] = (path) => {
      watched.push(`watch ${path}`)
      const appeared = async (waitMs: number): Promise<void> => {
        watched.push(`wait ${waitMs}`)
        await host.clock.sleep(waitMs)
      }
      return { appeared, stop: () => void watched.push('stop') }
    }

    await runTransaction(
      { ...host, files: { ...host.files, watch } },
      { ...request, files: {} },
      startBudget(host.clock, 300_000),
    )

    const looks = 60_000 / lookMs
    expect(world.time - before).toBe(60_000)
    expect(watched).toEqual([
      `watch ${transactionFile('exit')}`,
      ...Array.from({ length: looks }, () => `wait ${lookMs}`),
      'stop',
    ])
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

  it.each([0, 1, 2])('leaves nothing behind when its file %i cannot be written', async (allowed) => {
    const world = new World()
    const host = world.host()
    let written = 0
    const writeAtomic: Host['files']['writeAtomic'] = (path, data, mode) =>
      written++ < allowed ? host.files.writeAtomic(path, data, mode) : Promise.reject(new Error('ENOSPC'))
    const full: Host = { ...host, files: { ...host.files, writeAtomic } }

    const running = runTransaction(full, { ...request, files: { 'apt.conf': 'x' } }, startBudget(host.clock, 300_000))

    await expect(running).rejects.toThrow('ENOSPC')
    expect(leftovers(world)).toEqual([])
    expect(world.detached).toEqual([])
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

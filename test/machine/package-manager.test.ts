import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { refresh, removePackages, repair } from '../../src/machine/package-manager.ts'
import { transactionFile } from '../../src/machine/transaction.ts'
import { answer, bench, interrupted, source, throttled, unavailable } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'

const { attempts, neededMs } = limits.transaction

describe('refresh', () => {
  it('reads the list of one source only', async () => {
    const { world, started } = bench({})

    await refresh(aptIn(world), source)

    expect(started).toHaveLength(1)
    expect(started[0]?.argv).toEqual(
      expect.arrayContaining(['Dir::Etc::sourcelist=/etc/apt/x.list', 'Dir::Etc::sourceparts=-', 'update']),
    )
    expect(started[0]?.argv).toContain('Acquire::AllowReleaseInfoChange=true')
    expect(started[0]?.env.DEBIAN_FRONTEND).toBe('noninteractive')
    expect(started[0]?.env).not.toHaveProperty('no_proxy')
  })

  it('tries again after a transient answer, with pauses that grow', async () => {
    const { world, started } = bench({ output: unavailable, exit: 100 }, { output: unavailable, exit: 100 }, {})

    await refresh(aptIn(world), source)

    expect(started).toHaveLength(3)
    expect(world.sleeps).toEqual([2000, 4000])
  })

  it('gives up after its attempts and says what was answered', async () => {
    const { world, started } = bench({ output: unavailable, exit: 100 })

    await expect(refresh(aptIn(world), source)).rejects.toMatchObject({
      code: 'repository.unreachable',
      detail: { url: source.url, answer: '503 Service Unavailable' },
    })
    expect(started).toHaveLength(attempts)
  })

  it('goes on asking a mirror that too many ask, with pauses that grow to their bound', async () => {
    const refusals = Array.from({ length: attempts + 2 }, () => ({ output: throttled, exit: 100 }))
    const { world, started } = bench(...refusals, {})

    await refresh(aptIn(world), source)

    expect(started).toHaveLength(attempts + 3)
    expect(world.sleeps).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('ends asking it when the command has no more time, and says what was answered', async () => {
    const { world, started } = bench({ output: throttled, exit: 100 })
    const since = world.time

    await expect(refresh(aptIn(world, 200_000), source)).rejects.toMatchObject({
      code: 'repository.unreachable',
      detail: { url: source.url, answer: '429 Too Many Requests' },
    })
    expect(started.length).toBeGreaterThan(attempts)
    expect(world.time - since).toBeLessThanOrEqual(200_000 - neededMs)
  })

  it('does not count its refusals among the attempts at one that is down', async () => {
    const refusals = Array.from({ length: attempts }, () => ({ output: throttled, exit: 100 }))
    const { world, started } = bench(...refusals, { output: unavailable, exit: 100 }, {})

    await refresh(aptIn(world), source)

    expect(started).toHaveLength(attempts + 2)
  })

  it('gives up early when the budget has no room for another try', async () => {
    const { world, started } = bench({ output: unavailable, exit: 100, ms: 1000 })

    await expect(refresh(aptIn(world, neededMs + 2500), source)).rejects.toMatchObject({
      code: 'repository.unreachable',
    })
    expect(started).toHaveLength(1)
  })

  it.each([
    ['403  Forbidden', 'repository.refused'],
    ['NO_PUBKEY EB3E94ADBE1229CF', 'repository.signature'],
    ['Certificate verification failed: expired', 'repository.refused'],
  ])('does not try again after %s', async (text, code) => {
    const { world, started } = bench({ output: answer(text), exit: 100 })

    await expect(refresh(aptIn(world), source)).rejects.toMatchObject({ code })
    expect(started).toHaveLength(1)
  })

  it('believes the output of an old apt, not its exit code', async () => {
    const { world } = bench({
      output: `W: Failed to fetch ${source.url}/dists/x  Could not resolve 'packages.example'\n`,
    })

    await expect(refresh(aptIn(world), source)).rejects.toMatchObject({ code: 'repository.no-egress' })
  })

  it('does not care for another repository in the same file', async () => {
    const { world } = bench({ output: 'Err:2 https://third.example/apt x InRelease\n  404  Not Found\n', exit: 100 })

    await expect(refresh(aptIn(world), source)).resolves.toBeUndefined()
  })

  it('says which hosts are reached without a proxy', async () => {
    const { world, started } = bench({})

    await refresh(aptIn(world, 600_000, { noProxy: 'a.example,b.example' }), source)

    expect(started[0]?.env.no_proxy).toBe('a.example,b.example')
  })

  it('hands the proxy over in a file that only root reads', async () => {
    const { world, started } = bench({})

    await refresh(aptIn(world, 600_000, { proxy: 'http://u:secret@192.0.2.9:3128' }), source)

    expect(started[0]?.argv.slice(0, 3)).toEqual(['apt-get', '-c', transactionFile('apt.conf')])
    expect(started[0]?.argv.join(' ')).not.toContain('secret')
    expect(started[0]?.files['apt.conf']).toEqual({
      text: 'Acquire::http::Proxy "http://u:secret@192.0.2.9:3128";\nAcquire::https::Proxy "http://u:secret@192.0.2.9:3128";\n',
      mode: 0o600,
    })
  })
})

describe('removePackages', () => {
  it.each(['remove', 'purge'] as const)('%ss and is done when they are gone', async (how) => {
    const { world, database, started } = bench({
      exit: 100,
      effect: () => {
        database.drop('login')
      },
    })
    database.set('login', 'ii', '1')

    await removePackages(aptIn(world), ['login'], how)

    expect(started[0]?.argv.slice(-2)).toEqual([how, 'login'])
  })

  it('leaves configuration behind only where that was asked for', async () => {
    const { world, database } = bench({ effect: () => void database.set('login', 'rc', '1') })
    database.set('login', 'ii', '1')

    await expect(removePackages(aptIn(world), ['login'], 'remove')).resolves.toBeUndefined()
    await expect(removePackages(aptIn(world), ['login'], 'purge')).rejects.toThrow('purge login')
  })

  it('asks again for one that refused to go before the other', async () => {
    const drop = (name: string) => () => {
      database.drop(name)
    }
    const { world, database, started } = bench({ exit: 1, effect: drop('login') }, { effect: drop('beside') })
    database.set('login', 'ii', '1').set('beside', 'ii', '1')

    await removePackages(aptIn(world), ['login', 'beside'], 'purge')

    expect(started.map(({ argv }) => argv.slice(-2))).toEqual([
      ['login', 'beside'],
      ['purge', 'beside'],
    ])
  })

  it("fails with the words of the package's own script", async () => {
    const output =
      'dpkg: error processing package login (--remove):\n installed login package pre-removal script subprocess returned error exit status 1\n'
    const { world, database } = bench({ output, exit: 100 })
    database.set('login', 'ii', '1')

    await expect(removePackages(aptIn(world), ['login'], 'purge')).rejects.toMatchObject({
      code: 'packages.transaction-failed',
      detail: { reason: expect.stringContaining('pre-removal script subprocess') as string },
    })
  })
})

describe('repair', () => {
  it('configures what waits for it', async () => {
    const { world, started } = bench({})

    await repair(aptIn(world))

    expect(started.map(({ argv }) => argv)).toEqual([
      ['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'],
    ])
  })

  it('lets a package that refuses stop nothing, and says so in the log', async () => {
    const { world, started } = bench({ output: 'dpkg: error processing package other (--configure):\n bad\n', exit: 1 })

    await repair(aptIn(world))

    expect(started).toHaveLength(1)
    expect(world.logged.at(-1)).toMatchObject({ level: 'warn', message: 'not every package could be configured' })
  })

  it('waits while somebody is at work', async () => {
    const output = 'dpkg: error: dpkg frontend lock was locked by another process with pid 812\n'
    const { world, started } = bench({ output, exit: 2 }, {})

    await repair(aptIn(world))

    expect(started).toHaveLength(2)
  })

  it('fails when the disk is full', async () => {
    const { world } = bench({ output: 'dpkg: error: x: No space left on device\n', exit: 2 })

    await expect(repair(aptIn(world))).rejects.toMatchObject({ code: 'dependency.disk-full' })
  })

  it('never repairs a repair', async () => {
    const { world, started } = bench({ output: interrupted, exit: 2 })

    await repair(aptIn(world))

    expect(started).toHaveLength(1)
  })
})

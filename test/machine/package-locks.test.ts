import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { refresh } from '../../src/machine/package-manager.ts'
import type { World } from '../world.ts'
import { bench, locked, source } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'

const { attempts, neededMs } = limits.transaction

describe('waiting for locks', () => {
  const held = '1: POSIX  ADVISORY  WRITE 812 08:01:42 0 EOF\n'
  const hold = (world: World): number => {
    world.file('/var/lib/dpkg/lock-frontend', '').file('/proc/812/comm', 'unattended-upgr\n')
    world.file('/proc/locks', held.replace('42', String(world.entries.get('/var/lib/dpkg/lock-frontend')!.inode)))
    return world.time
  }

  it('begins when the holder is done', async () => {
    const { world, started } = bench({})
    const since = hold(world)
    const played = world.onSleep
    world.onSleep = (now) => {
      if (now >= since + 90_000) world.file('/proc/locks', '')
      played(now)
    }

    await refresh(aptIn(world), source)

    expect(started).toHaveLength(1)
    expect(world.time - since).toBe(90_000)
    expect(world.logged[0]?.message).toBe('waiting for unattended-upgr (process 812)')
  })

  it('names the holder when no time is left', async () => {
    const { world, started } = bench({})
    hold(world)

    await expect(refresh(aptIn(world, neededMs + 30_000), source)).rejects.toMatchObject({
      code: 'packages.locked',
      detail: { holder: 'unattended-upgr (process 812)', seconds: 31 },
    })
    expect(started).toEqual([])
  })

  it('waits again when somebody was faster', async () => {
    const { world, started } = bench({ output: locked, exit: 100 }, {})

    await refresh(aptIn(world), source)

    expect(started).toHaveLength(2)
  })

  it('says so when somebody always is', async () => {
    const { world, started } = bench({ output: locked, exit: 100 })

    await expect(refresh(aptIn(world), source)).rejects.toMatchObject({ code: 'packages.locked' })
    expect(started).toHaveLength(attempts)
  })
})

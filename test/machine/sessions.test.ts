import { beforeEach, describe, expect, it } from 'vitest'
import { startBudget } from '../../src/core/budget.ts'
import { asFailure, describeFailure } from '../../src/core/failure.ts'
import { limits } from '../../src/core/limits.ts'
import type { SessionPolicy } from '../../src/core/session.ts'
import { readSessions, settleSessions } from '../../src/machine/sessions.ts'
import { World } from '../world.ts'
import { endProcess, startProcess } from './proc.ts'

const maria = 2_000_000

let world: World
beforeEach(() => {
  world = new World()
    .file('/etc/passwd', 'root:x:0:0::/root:/bin/sh\nlocal:x:1000:1000::/home/local:/bin/sh\n')
    .file('/proc/self/status', 'Pid:\t50\nPPid:\t1\n')
    .program('getent', (argv) => ({
      exitCode: 2,
      stdout: argv.includes(String(maria)) ? `maria@example.com:*:${maria}:100::/home/maria:/bin/bash\n` : '',
    }))
  startProcess(world, { pid: 1, uid: 0, parent: 0 })
  startProcess(world, { pid: 50, uid: 0 })
  startProcess(world, { pid: 60, uid: 1000, pts: 1 })
})

/** The signals that were sent, and to whom; each ends those of `mortal` that it reaches. */
function signals(mortal: Readonly<Record<number, string>> = {}): string[] {
  const sent: string[] = []
  world.program('sh', (argv) => {
    const signal = /kill -s (\w+)/.exec(argv[2] ?? '')?.[1] ?? ''
    sent.push(`${signal} ${argv.slice(4).join(' ')}`)
    for (const pid of argv.slice(4).map(Number)) if (mortal[pid] === signal) endProcess(world, pid)
    return {}
  })
  return sent
}

async function settle(policy: SessionPolicy, budgetMs = 270_000): Promise<string> {
  const host = world.host()
  try {
    await settleSessions(
      { host, budget: startBudget(host.clock, budgetMs) },
      { kind: 'settle-sessions', policy, module: 'aad' },
    )
    return 'settled'
  } catch (error) {
    const { code, detail } = asFailure(error)
    const { exit, cause, remedy } = describeFailure(code, detail)
    return `${exit}: ${cause} ${remedy}`
  }
}

describe('readSessions', () => {
  it('finds nobody where only local users are at work, and asks nobody', async () => {
    expect(await readSessions(world.host(), 'aad')).toEqual([])
    expect(world.calls).toEqual([])
  })

  it('finds users of the module by their processes, one session for each terminal', async () => {
    startProcess(world, { pid: 70, uid: maria })
    startProcess(world, { pid: 71, uid: maria, pts: 3 })
    startProcess(world, { pid: 9, uid: maria, pts: 3 })
    startProcess(world, { pid: 72, uid: 3_000_000 })

    expect(await readSessions(world.host(), 'aad')).toEqual([
      { user: 'maria@example.com', terminal: 'pts/3', processes: [9, 71] },
      { user: 'maria@example.com', terminal: '', processes: [70] },
    ])
    expect(world.calls[0]?.slice(0, 4)).toEqual(['getent', '-s', 'aad', 'passwd'])
  })

  it('knows them from the file of the packages where the module does not answer', async () => {
    world.program('getent', { exitCode: 2 }).file('/etc/aadpasswd', `anna@example.com:*:${maria}:100:::\n`)
    startProcess(world, { pid: 70, uid: maria })

    expect(await readSessions(world.host(), 'aad')).toMatchObject([{ user: 'anna@example.com' }])
  })

  it.each([
    ['a local user of the same number', { uid: 1000 }],
    ['a process of a container', { uid: maria, inner: 7 }],
    ['a zombie', { uid: maria, state: 'Z' }],
  ])('is not concerned with %s', async (_, spec) => {
    world.file('/etc/aadpasswd', 'both@example.com:*:1000:100:::\n')
    startProcess(world, { pid: 70, ...spec })

    expect(await readSessions(world.host(), 'aad')).toEqual([])
  })
})

describe('settleSessions', () => {
  it.each(['wait', 'fail', 'terminate'] as const)('has nothing to do where nobody is logged in: %s', async (policy) => {
    expect(await settle(policy)).toBe('settled')
    expect(world.sleeps).toEqual([])
  })

  it('wait: goes on when they have left', async () => {
    startProcess(world, { pid: 70, uid: maria })
    const until = world.time + 7000
    world.onSleep = (now) => {
      if (now >= until) endProcess(world, 70)
    }

    expect(await settle('wait')).toBe('settled')
    expect(world.time).toBe(until)
  })

  it.each([
    ['its bound', 270_000, limits.sessions.waitMs],
    ['what the command has left beside the removal', 200_000, 65_000],
  ])('wait: fails after %s', async (_, budgetMs, waitedMs) => {
    startProcess(world, { pid: 70, uid: maria, pts: 2 })
    const since = world.time

    const said = await settle('wait', budgetMs)

    expect(world.time - since).toBe(waitedMs)
    expect(said).toMatch(/^71: .* after \d+ s, .*: maria@example\.com on pts\/2 \(process 70\)\. Nothing was removed;/)
    expect(said).toContain(`after ${waitedMs / 1000} s`)
    expect(said).toContain('sudo kill -HUP 70')
  })

  it('fail: fails at once', async () => {
    startProcess(world, { pid: 70, uid: maria })

    expect(await settle('fail')).toMatch(/^71: .* after 0 s/)
    expect(world.sleeps).toEqual([])
  })

  it('terminate: hangs up, asks what is left to end, and touches nobody else', async () => {
    startProcess(world, { pid: 70, uid: maria, pts: 2 })
    startProcess(world, { pid: 71, uid: maria })
    const sent = signals({ 70: 'HUP', 71: 'TERM' })

    expect(await settle('terminate')).toBe('settled')
    expect(sent).toEqual(['HUP 70 71', 'TERM 71'])
  })

  it('terminate: fails where somebody does not end, without a harder signal', async () => {
    startProcess(world, { pid: 70, uid: maria })
    const sent = signals()

    expect(await settle('terminate')).toMatch(/^71: .* after 10 s/)
    expect(sent).toEqual(['HUP 70', 'TERM 70'])
  })

  it('terminate: never ends what it runs below itself', async () => {
    startProcess(world, { pid: 70, uid: maria })
    startProcess(world, { pid: 71, uid: 0, parent: 70 })
    startProcess(world, { pid: 50, uid: 0, parent: 71 })
    startProcess(world, { pid: 72, uid: maria })
    const sent = signals({ 72: 'HUP' })

    expect(await settle('terminate')).toMatch(/^71: .*process 70\)/)
    expect(sent).toEqual(['HUP 72'])
  })
})

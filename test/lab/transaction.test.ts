import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemFiles } from '../../src/adapters/files.ts'
import { startBudget } from '../../src/core/budget.ts'
import type { Clock, Files, Host } from '../../src/host.ts'
import { layout } from '../../src/machine/layout.ts'
import {
  runTransaction,
  settleTransaction,
  transactionFile,
  type TransactionResult,
} from '../../src/machine/transaction.ts'
import { World } from '../world.ts'
import { Machine } from './machine/machine.ts'
import { patienceMs } from './patience.ts'

/** The machine's files, seen from outside. */
function filesOf({ root }: Machine): Files {
  const files = systemFiles()
  return {
    ...files,
    readText: (path, maxBytes) => files.readText(root + path, maxBytes),
    stat: (path) => files.stat(root + path),
    writeAtomic: (path, data, mode) => files.writeAtomic(root + path, data, mode),
    makeDirectory: (path, mode) => files.makeDirectory(root + path, mode),
    rename: (from, to) => files.rename(root + from, root + to),
    remove: (path) => files.remove(root + path),
  }
}

/** A clock that can be put forward, so that a test need not wait out the limits. */
function movableClock(): Clock & { putForward: (ms: number) => void } {
  let forward = 0
  return {
    now: () => Date.now(),
    monotonic: () => performance.now() + forward,
    sleep: (ms) => wait(ms),
    putForward: (ms) => (forward += ms),
  }
}

/** Puts this folder in front, so that a test's own systemd-run is found. */
const path = '/opt/first:/usr/sbin:/usr/bin:/sbin:/bin'

function hostOf(machine: Machine, clock: Clock = movableClock()): Host {
  const detach = async (argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void> => {
    const masked = ['sh', '-c', 'umask 077; exec setsid --fork "$@"', 'sh', ...argv]
    await machine.must(masked, { env: { PATH: path, ...env } })
  }
  const host = new World().host()
  return { ...host, files: filesOf(machine), clock, processes: { ...host.processes, detach } }
}

function run(host: Host, script: string): Promise<TransactionResult> {
  const request = { title: script, argv: ['sh', '-c', script], environment: { GREETING: 'hello' }, files: {} }
  return runTransaction(host, request, startBudget(host.clock, patienceMs))
}

/** Shell: goes on once there is this file. */
function until(file: string): string {
  return `until [ -e ${file} ]; do sleep 0.05; done`
}

async function linesOf(machine: Machine, file: string): Promise<number> {
  return (await machine.sh(`cat ${file}`)).stdout.split('\n').length - 1
}

describe.each([
  { where: 'without systemd', systemd: false },
  { where: 'with systemd', systemd: true },
])('a transaction $where', ({ systemd }) => {
  let machine: Machine
  beforeAll(async () => {
    machine = await Machine.up({ systemd, fabric: 'none', size: '64m' })
  })
  afterAll(() => machine.down())

  it('runs with its environment, apart from everything, and says how it ended', async () => {
    const result = await run(hostOf(machine), 'echo "$GREETING"; pwd; umask; cat; echo problem >&2; exit 7')

    expect(result).toEqual({ exitCode: 7, output: 'hello\n/\n0022\nproblem\n' })
    expect((await machine.sh(`ls ${layout.state}`)).stdout).toBe('')
  })

  it('has a control group of its own where there are any', async () => {
    const { output } = await run(hostOf(machine), 'grep ^0: /proc/self/cgroup; ps -o sid= -p $$ | xargs test 0 -lt')

    expect(/aadsshlogin-\d+\.scope/.test(output)).toBe(systemd)
  })

  it('runs once each time, however often', async () => {
    for (let at = 0; at < 10; at++) await run(hostOf(machine), 'echo >>/tmp/often')
    await wait(300)

    expect(await linesOf(machine, '/tmp/often')).toBe(10)
  })

  it('goes on when nobody waits any more, and is met again', async () => {
    const clock = movableClock()
    const host = hostOf(machine, clock)

    const waiting = run(host, `echo begun; ${until('/tmp/go')}; echo >>/tmp/alone`)
    await expect.poll(() => host.files.readText(transactionFile('output'))).toBe('begun\n')
    clock.putForward(patienceMs)

    await expect(waiting).rejects.toMatchObject({ code: 'transaction.running' })
    expect(await linesOf(machine, '/tmp/alone')).toBe(0)
    await machine.must(['touch', '/tmp/go'])
    expect(await settleTransaction(host, startBudget(clock, patienceMs))).toBe('finished')
    expect(await linesOf(machine, '/tmp/alone')).toBe(1)
  })

  it('has ended when what it had started has ended too, if it was killed itself', async () => {
    const script = `(sleep 2; echo late > /tmp/rest) & ${until('/tmp/rest-go')}; kill -9 $$`
    const running = run(hostOf(machine), script)
    await machine.must(['touch', '/tmp/rest-go'])
    const { exitCode } = await running

    expect(exitCode).toBe(137)
    expect((await machine.must(['cat', '/tmp/rest'])).stdout).toBe('late\n')
    await machine.must(['rm', '/tmp/rest', '/tmp/rest-go'])
  })

  it('is known to be cut short when it is killed', async () => {
    const host = hostOf(machine)
    const waiting = run(host, 'echo begun; sleep 59')
    await expect.poll(() => host.files.readText(transactionFile('output'))).toBe('begun\n')
    await machine.sh(`kill -9 $(cat ${transactionFile('running')}); pkill -9 -x sleep`)

    expect(await waiting).toMatchObject({ exitCode: -1, output: expect.stringMatching(/^begun\n/) as string })
  })
})

describe('a transaction where systemd does not answer', () => {
  let machine: Machine
  beforeAll(async () => {
    machine = await Machine.up({ fabric: 'none', size: '64m' })
    await machine.must(['mkdir', '-p', '/run/systemd/system'])
  })
  afterAll(() => machine.down())

  it('runs without it', async () => {
    const refusal = '#!/bin/sh\necho "Failed to connect to bus" >&2\nexit 1\n'
    await machine.write('/opt/first/systemd-run', refusal, 0o755)

    expect(await run(hostOf(machine), 'echo done')).toEqual({ exitCode: 0, output: 'Failed to connect to bus\ndone\n' })
  })

  it('never runs when the wait for it was given up', async () => {
    const slow = `#!/bin/sh\n: >/tmp/begun; ${until('/tmp/late-go')}; exit 1\n`
    await machine.write('/opt/first/systemd-run', slow, 0o755)
    const clock = movableClock()

    const late = run(hostOf(machine, clock), 'echo >>/tmp/late')
    await expect.poll(() => machine.run(['test', '-e', '/tmp/begun']).then(({ code }) => code)).toBe(0)
    clock.putForward(patienceMs / 2)
    expect((await late).exitCode).toBe(-1)

    await machine.write('/opt/first/systemd-run', '#!/bin/sh\nexit 1\n', 0o755)
    const next = run(hostOf(machine), `echo >>/tmp/next; ${until('/tmp/next-go')}`)
    await machine.must(['touch', '/tmp/late-go'])
    await wait(1000)
    await machine.must(['touch', '/tmp/next-go'])
    expect((await next).exitCode).toBe(0)
    expect(await linesOf(machine, '/tmp/late')).toBe(0)
    expect(await linesOf(machine, '/tmp/next')).toBe(1)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Bench, Seen } from './bench.ts'
import type { FailureCase } from './case.ts'
import { allowHurry, calmDown, forbidHurry, hurry } from './hurry.ts'
import { hold, isHeld, killBeside, lockSign, logSays, release, startBeside } from './hold.ts'
import { patienceMs } from '../patience.ts'

/** The handler runs while somebody is at work, who goes when the handler has said that it waits. */
async function waitsFor(bench: Bench, who: string, argv: readonly string[], isAtWork: string): Promise<Seen> {
  const from = (await bench.log()).length
  const pid = await startBeside(bench, argv)
  await bench.vm.guest.must(['sh', '-c', `until ${isAtWork}; do sleep 0.05; done`], { timeoutMs: patienceMs })
  const enabling = bench.enable()
  await logSays(bench, from, new RegExp(`waiting for ${who} \\(process \\d+\\)`))
  await killBeside(bench, pid)
  return enabling
}

/** Somebody holds the lock for as long as the handler has time; its clock is made to run, the lock is real. */
async function waitsInVain(bench: Bench): Promise<Seen> {
  const from = (await bench.log()).length
  const pid = await startBeside(bench, ['perl', lockScript, ...bench.traits.locks])
  await bench.vm.guest.must(['sh', '-c', `until ${isLocked}; do sleep 0.05; done`], { timeoutMs: patienceMs })
  const enabling = bench.enable()
  await logSays(bench, from, /waiting for perl/)
  await hurry(bench)
  const seen = await enabling
  await calmDown(bench)
  await killBeside(bench, pid)
  return seen
}

const lockScript = '/root/lock.pl'
const isLocked = `[ -e ${lockSign} ]`

const bringLock = (bench: Bench): Promise<void> =>
  bench.vm.guest.write(lockScript, readFileSync(join(import.meta.dirname, 'lock.pl')))

const takeLock = (bench: Bench): Promise<unknown> => bench.vm.guest.must(['rm', lockScript, lockSign])

/** The package manager's processes that are at work, youngest first. */
async function managerPids(bench: Bench): Promise<string[]> {
  const { stdout } = await bench.vm.guest.must(['pgrep', '-x', bench.traits.busyName])
  return stdout
    .trim()
    .split('\n')
    .sort((left, right) => Number(right) - Number(left))
}

const installs = (bench: Bench): string[] =>
  bench
    .calls()
    .flatMap(({ command }) =>
      / install .*aadsshlogin/.test(command) && !/--assumeno|--dry-run| -s /.test(command) ? [command] : [],
    )

/** The agent kills the handler in the middle, as it does at its limit; the next command meets the transaction again. */
async function killHandler(bench: Bench): Promise<Seen> {
  const [from, before] = [(await bench.log()).length, installs(bench).length]
  const first = bench.enable()
  await isHeld(bench)
  const pids = await managerPids(bench)
  process.kill(-bench.group, 'SIGKILL')
  expect((await first).runs).toEqual(['install -9'])
  expect(await managerPids(bench)).toEqual(pids)
  const second = bench.enable()
  await logSays(bench, from, /an earlier command left a transaction: install aadsshlogin/)
  expect(await managerPids(bench)).toEqual(pids)
  expect(installs(bench)).toHaveLength(before + 1)
  await release(bench)
  return second
}

/** Somebody else, e.g. the machine when its memory runs out, kills the package manager in the middle. */
async function killManager(bench: Bench): Promise<Seen> {
  const enabling = bench.enable()
  await isHeld(bench)
  const [youngest = ''] = await managerPids(bench)
  await bench.vm.guest.must(['kill', '-9', youngest])
  await release(bench)
  return enabling
}

/** Who else is at work, and what is cut short. */
export const transactionCases: readonly FailureCase[] = [
  {
    name: 'another package manager at work',
    arrange: (bench) => bench.site.packages.fault({ match: bench.traits.busyPath, delayMs: 120_000 }),
    drive: (bench) => waitsFor(bench, bench.traits.busyName, bench.traits.busy, bench.traits.isBusy),
    debris: true,
    code: 'ready',
    says: /./,
  },
  {
    name: 'package database locked',
    arrange: bringLock,
    drive: (bench) => waitsFor(bench, 'perl', ['perl', lockScript, ...bench.traits.locks], isLocked),
    restore: takeLock,
    code: 'ready',
    says: /./,
  },
  {
    name: 'package database locked for ever',
    arrange: async (bench) => {
      await bringLock(bench)
      await allowHurry(bench)
    },
    drive: waitsInVain,
    restore: async (bench) => {
      await forbidHurry(bench)
      await takeLock(bench)
    },
    code: 'packages.locked',
    says: /^56: The package manager is in use by perl \(process \d+\); waited [78]\d\d s\./,
  },
  {
    name: 'handler killed by the agent in the middle of the transaction',
    arrange: hold,
    drive: killHandler,
    // What it trusted by itself for the entry of the image is told to nobody when the handler has gone.
    leavesBy: { tdnf: /^\+gpg-pubkey-/ },
    code: 'ready',
    says: /./,
  },
  {
    name: 'package manager killed by somebody in the middle',
    arrange: hold,
    drive: killManager,
    killed: true,
    debris: true,
    // e2e/interrupted has both apt-get and dpkg killed.
    except: ['apt-get'],
    leavesBy: { tdnf: /^\+gpg-pubkey-/ },
    code: 'ready',
    says: /./,
  },
]

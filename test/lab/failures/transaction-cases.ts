import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Bench, Seen } from './bench.ts'
import type { FailureCase } from './case.ts'
import { hold, isHeld, killBeside, logSays, release, startBeside } from './hold.ts'

/** The handler runs while somebody is at work, who goes when the handler has said that it waits. */
async function waitsFor(bench: Bench, who: string, argv: readonly string[], isAtWork: string): Promise<Seen> {
  const from = (await bench.log()).length
  const pid = await startBeside(bench, argv)
  await bench.vm.guest.must(['sh', '-c', `until ${isAtWork}; do sleep 0.05; done`], { timeoutMs: 60_000 })
  const enabling = bench.enable()
  await logSays(bench, from, new RegExp(`waiting for ${who} \\(process \\d+\\)`))
  await killBeside(bench, pid)
  return enabling
}

const lockScript = '/root/lock.pl'

/** The package manager's own process that is at work, youngest first. */
async function managerPids(bench: Bench): Promise<string[]> {
  const [program = ''] = bench.traits.programs
  const { stdout } = await bench.vm.guest.must(['pgrep', '-x', program])
  return stdout
    .trim()
    .split('\n')
    .sort((left, right) => Number(right) - Number(left))
}

const installs = (bench: Bench): string[] =>
  bench.calls().flatMap(({ command }) => (/ install .*aadsshlogin/.test(command) ? [command] : []))

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
  await release(bench)
  const seen = await second
  expect(installs(bench)).toHaveLength(before + 1)
  return seen
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
    arrange: (bench) => bench.site.packages.fault({ match: '^/distribution/', delayMs: 120_000 }),
    drive: (bench) => waitsFor(bench, bench.traits.busyName, bench.traits.busy, bench.traits.isBusy),
    code: 'ready',
    says: /./,
  },
  {
    name: 'package database locked',
    arrange: (bench) => bench.vm.guest.write(lockScript, readFileSync(join(import.meta.dirname, 'lock.pl'))),
    drive: (bench) =>
      waitsFor(bench, 'perl', ['perl', lockScript, ...bench.traits.locks], `[ -e ${lockScript}.locked ]`),
    restore: (bench) => bench.vm.guest.must(['rm', lockScript, `${lockScript}.locked`]),
    code: 'ready',
    says: /./,
  },
  {
    name: 'handler killed by the agent in the middle of the transaction',
    arrange: hold,
    drive: killHandler,
    code: 'ready',
    says: /./,
  },
  {
    name: 'package manager killed by somebody in the middle',
    arrange: hold,
    drive: killManager,
    killed: true,
    code: 'login.not-wired',
    codeBy: { 'apt-get': 'ready' },
    says: /./,
    heals: true,
  },
]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MachineOptions } from '../lab/machine/options.ts'
import { hold, isHeld, killGroup, killTree, logSays, release, running } from './hold.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

const ready = { handler: 'Ready 0', extension: 'success 0', violations: [] }
const killed = { runs: ['install 1.0.0: -9'], handler: 'NotReady 1007' }
const leftBehind = 'an earlier command left a transaction: install aadsshlogin'

let site: Site
let group = 0
beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

function machine(options: MachineOptions = {}): Promise<Vm> {
  return site.machine(options, { onStart: (_, started) => (group = started) })
}

/** How often dpkg began to install the package. */
async function installations(vm: Vm): Promise<number> {
  const text = await vm.guest.read('/var/log/dpkg.log')
  return text.split('\n').filter((line) => line.includes(' install aadsshlogin:')).length
}

async function isGoneWithoutTrace(vm: Vm, since = vm.first): Promise<void> {
  const removed = await vm.remove()
  expect(story(removed)).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 0'], violations: [] })
  expect(vm.changes(since)).toEqual([])
}

describe('the handler is killed in the middle of apt-get install', () => {
  const ways = [
    ['its process group, as the agent does at its limit', killGroup],
    ['its process tree, as a restart of the agent does', killTree],
  ] as const
  it.each(ways)('%s: the transaction goes on, and the next command meets it again', async (_, kill) => {
    const vm = await machine()
    await hold(vm)

    const first = vm.enable()
    await isHeld(vm)
    kill(group)
    expect(story(await first)).toMatchObject(killed)
    expect(await running(vm, 'apt-get', 'dpkg')).toHaveLength(2)
    const second = vm.enable()
    await logSays(vm, leftBehind)
    expect(await running(vm, 'apt-get', 'dpkg')).toHaveLength(2)
    await release(vm)

    expect(story(await second)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect([await vm.login(), await installations(vm)]).toEqual(['ii 1.0.3', 1])
    expect(await vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
    await isGoneWithoutTrace(vm)
  })

  it('by the agent itself, at a limit that is shorter than the transaction', async () => {
    const vm = await site.machine({}, { limits: { install: 40_000 } })
    await hold(vm)

    const outcome = await vm.enable()

    expect(story(outcome)).toMatchObject({ runs: ['install 1.0.0: -9'], handler: 'NotReady 1011' })
    expect(outcome.violations).toHaveLength(1)
    expect(outcome.violations[0]).toMatch(/^install 1\.0\.0: killed at its limit/)
    expect(await running(vm, 'apt-get', 'dpkg')).toHaveLength(2)
    await release(vm)
    expect(story(await vm.enable())).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect([await vm.login(), await installations(vm)]).toEqual(['ii 1.0.3', 1])
    await isGoneWithoutTrace(vm)
  })

  it('and a delete follows, for which the agent runs no command: the next installation knows what is ours', async () => {
    const vm = await machine()
    await hold(vm)
    const first = vm.enable()
    await isHeld(vm)
    killGroup(group)
    await first

    expect(story(await vm.remove())).toMatchObject({ runs: [], handler: undefined, violations: [] })
    await release(vm)
    await expect.poll(() => running(vm, 'apt-get', 'dpkg')).toEqual([])

    expect([await vm.login(), vm.state()]).toEqual(['ii 1.0.3', ['ledger.json', 'transaction']])
    expect(story(await vm.enable())).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    await isGoneWithoutTrace(vm)
  })

  it('during enable, and a delete follows: it waits for the end and then removes all', async () => {
    const vm = await machine()
    await vm.enable()
    await vm.guest.must(['dpkg', '--purge', 'aadsshlogin'])
    await hold(vm)
    const enabling = vm.enable()
    await isHeld(vm)
    killGroup(group)
    expect(story(await enabling)).toMatchObject({ runs: ['enable 1.0.0: -9'], handler: 'NotReady 1009' })

    const deleting = vm.remove()
    await logSays(vm, leftBehind)
    await release(vm)

    expect(story(await deleting)).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 0'], violations: [] })
    expect(vm.changes(vm.first)).toEqual([])
  })
})

describe('the package manager is killed', () => {
  it('dpkg: the command repairs and ends as it should', async () => {
    const vm = await machine()
    await hold(vm)
    const enabling = vm.enable()
    await isHeld(vm)

    await vm.guest.must(['pkill', '-KILL', '-x', 'dpkg'])
    await release(vm)

    expect(story(await enabling)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    await isGoneWithoutTrace(vm)
  })

  it('and the handler with it: the next command repairs and ends as it should', async () => {
    const vm = await machine()
    await hold(vm)
    const first = vm.enable()
    await isHeld(vm)
    killGroup(group)
    await vm.guest.must(['pkill', '-KILL', '-f', '^/bin/sh -c .*aadsshlogin-transaction'])
    await vm.guest.must(['pkill', '-KILL', '-x', 'apt-get|dpkg'])
    await release(vm)
    expect(story(await first)).toMatchObject(killed)
    expect(await vm.login()).toBe('iF 1.0.3')

    const second = await vm.enable()

    expect(story(second)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    await isGoneWithoutTrace(vm)
  })
})

it('a reboot in the middle: the next command repairs and ends as it should', async () => {
  const upper = mkdtempSync(join(tmpdir(), 'disk-'))
  try {
    const before = await machine({ upper })
    await hold(before)
    // Nobody is left to tell its end to.
    const cut = before.enable().catch(String)
    await isHeld(before)
    await before.guest.down()
    expect(await cut).toBe('Error: the machine went down')

    const after = await machine({ upper })
    await release(after)
    expect(await after.login()).toBe('iF 1.0.3')
    expect(after.state()).toEqual(['ledger.json', 'transaction'])
    const outcome = await after.enable()

    expect(story(outcome)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect([await after.login(), await after.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    await isGoneWithoutTrace(after, before.first)
  } finally {
    await site.calm()
    rmSync(upper, { recursive: true })
  }
})

it('a package manager of somebody else is waited for, and named', async () => {
  const vm = await machine()
  const lock =
    'import fcntl,time;f=open("/var/lib/dpkg/lock-frontend","w");fcntl.lockf(f,fcntl.LOCK_EX);time.sleep(600)'
  const other = vm.guest.spawn(['python3', '-c', lock], { stdio: 'ignore' })
  await expect.poll(() => vm.guest.read('/proc/locks')).toMatch(/POSIX +ADVISORY +WRITE/)

  const enabling = vm.enable()
  await logSays(vm, 'waiting for python3 (process')
  expect(await vm.login()).toBe('')
  killGroup(other.pid ?? 0)

  expect(story(await enabling)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
  expect(await vm.login()).toBe('ii 1.0.3')
})

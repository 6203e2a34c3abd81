import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Client } from '../lab/ssh/client.ts'
import { fingerprintOf, makeLoginKeys, type LoginKeys } from '../lab/ssh/keys.ts'
import { loginMachine } from '../lab/ssh/server.ts'
import { OpenSession } from '../lab/ssh/session.ts'
import { hold, isHeld, release } from './hold.ts'
import { Site } from '../lab/site.ts'
import { acceptedKeys, SshWatch } from '../lab/ssh/watch.ts'
import { runsOf, story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

const ready = { handler: 'Ready 0', extension: 'success 0', violations: [] }
const onlyNew = (lines: string): string => `case $(/usr/sbin/aad_certhandler) in *1.0.3) ${lines} ;; esac`
/** Everything is set up, sshd reloaded, and then NSS loses the module. */
const unwired = `trap "sed -i '/^passwd:/s/ aad$//' /etc/nsswitch.conf" EXIT`
const asked = { cameIn: true, asked: true }
const refusedUnasked = { cameIn: false, asked: false }
const refused = { cameIn: false, asked: true }

let site: Site
let keys: LoginKeys
let client: Client
beforeAll(async () => {
  site = await Site.open()
  keys = await makeLoginKeys()
  client = { fabric: site.network, keys }
})
afterEach(() => site.calm())
afterAll(async () => {
  await site.close()
  keys.remove()
})

/** Every login of the local user was by the one key in the user's own file; aad_certhandler was never asked for it. */
async function expectLocalLogins(watch: SshWatch, atLeast: number): Promise<void> {
  const log = await watch.sshd.log()
  const key = `ED25519 ${await fingerprintOf(keys.local)}`
  const accepted = acceptedKeys(log, keys.local)
  expect(accepted.length).toBeGreaterThanOrEqual(atLeast)
  expect(new Set(accepted)).toEqual(new Set([`ssh2: ${key}`]))
  const places = log.filter((line) => line.startsWith(`Accepted key ${key} `))
  expect(new Set(places)).toEqual(
    new Set([`Accepted key ${key} found at /home/${keys.local.user}/.ssh/authorized_keys:1`]),
  )
  expect(log.filter((line) => line.includes(`Failed publickey for ${keys.local.user} `))).toEqual([])
  expect(log.filter((line) => line.includes(`aad_certhandler ${keys.local.user} `))).toEqual([])
}

/** The Entra user has no process any more: otherwise the package refuses to go. */
async function isLoggedOut(vm: Vm): Promise<void> {
  const uid = (await vm.guest.must(['id', '-u', keys.entra.user])).stdout.trim()
  await expect.poll(() => vm.guest.run(['pgrep', '-u', uid]).then(({ code }) => code)).toBe(1)
}

it('a local user comes in at every moment of its life; an Entra user while it is installed, and as one only', async () => {
  await site.packages.publish('1.0.1')
  const vm = await site.machine(loginMachine(keys))
  const watch = await SshWatch.start(vm.guest, client, 'bare')
  const { entra } = keys
  expect(await watch.attempt(entra)).toEqual(refusedUnasked)

  const installed = await watch.during(() => vm.enable())
  expect(story(installed.result)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
  expect(installed.reloads).toBe(1)
  expect(await watch.attempt(entra)).toEqual(asked)
  for (const wrong of [keys.bare, keys.forged, keys.borrowed]) expect(await watch.attempt(wrong)).toEqual(refused)
  const entraSession = await OpenSession.open(client, entra)
  const entraShell = await entraSession.shell()

  const again = await watch.during(() => vm.enable())
  expect(story(again.result)).toMatchObject({ ...ready, runs: ['enable 1.0.0: 0'] })
  expect(again.reloads).toBe(0)

  await site.packages.publish('all')
  const update = { version: '1.0.1', sequence: 1 }
  for (const [lines, code] of [
    [onlyNew('exit 3'), 64],
    [onlyNew(unwired), 21],
  ] as const) {
    await vm.standIn('postinst', lines)
    const failed = await watch.during(() => vm.enable({}, update))
    expect(runsOf(failed.result).at(-1)).toBe(`install 1.0.1: ${code}`)
    expect([await vm.login(), failed.reloads]).toEqual(['ii 1.0.1', 0])
    expect(await watch.attempt(entra)).toEqual(asked)
  }
  await vm.standIn('postinst', undefined)
  const updated = await watch.during(() => vm.enable({}, update))
  expect(story(updated.result)).toMatchObject(ready)
  expect([await vm.login(), updated.reloads]).toEqual(['ii 1.0.3', 0])
  expect(await watch.attempt(entra)).toEqual(asked)

  expect(await entraSession.shell()).toBe(entraShell)
  await entraSession.close()
  await isLoggedOut(vm)
  const removed = await watch.during(() => vm.agent.apply({ version: '1.0.1', state: 'uninstall' }))
  expect(story(removed.result)).toMatchObject({ handler: undefined, violations: [] })
  expect([await vm.login(), removed.reloads]).toEqual(['', 1])
  expect(await watch.attempt(entra)).toEqual(refusedUnasked)

  await expectLocalLogins(watch, await watch.stop())
  const certificate = `ED25519-CERT ${await fingerprintOf(entra)} ID lab (serial 0) CA ED25519 `
  const accepted = acceptedKeys(await watch.sshd.log(), entra)
  expect(accepted).toHaveLength(5)
  for (const line of accepted) expect(line.startsWith(`ssh2: ${certificate}`)).toBe(true)
})

it('a local user comes in while installs fail and are cut short; an Entra user only after one has succeeded', async () => {
  const vm = await site.machine(loginMachine(keys))
  const watch = await SshWatch.start(vm.guest, client, 'bare')
  const failures = [
    ['exit 3', 64, 0],
    [unwired, 21, 2],
  ] as const
  for (const [lines, code, reloads] of failures) {
    await vm.standIn('postinst', lines)
    const failed = await watch.during(() => vm.enable())
    expect(story(failed.result)).toMatchObject({ runs: [`install 1.0.0: ${code}`], handler: 'NotReady 1007' })
    expect([await vm.login(), failed.reloads]).toEqual(['', reloads])
    expect(await watch.attempt(keys.entra)).toEqual(refusedUnasked)
  }
  await vm.standIn('postinst', undefined)

  await hold(vm)
  const killed = await watch.during(async () => {
    const enabling = vm.enable()
    await isHeld(vm)
    expect(await watch.attempt(keys.entra)).toEqual(refusedUnasked)
    await vm.guest.must(['pkill', '-KILL', '-x', 'dpkg'])
    await release(vm)
    return enabling
  })
  expect(story(killed.result)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
  expect(killed.reloads).toBe(1)
  expect(await watch.attempt(keys.entra)).toEqual(asked)

  await isLoggedOut(vm)
  const removed = await watch.during(() => vm.remove())
  expect([await vm.login(), removed.reloads]).toEqual(['', 1])
  expect(await watch.attempt(keys.entra)).toEqual(refusedUnasked)
  await expectLocalLogins(watch, await watch.stop())
})

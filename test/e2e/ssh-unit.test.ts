import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Client } from '../lab/ssh/client.ts'
import { makeLoginKeys, type LoginKeys } from '../lab/ssh/keys.ts'
import { loginMachine } from '../lab/ssh/server.ts'
import { Site } from '../lab/site.ts'
import { SshWatch } from '../lab/ssh/watch.ts'
import { story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

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

/** What systemd knows of sshd's start; a reload changes none of it. */
async function unit(vm: Vm): Promise<string> {
  const properties = 'MainPID,NRestarts,ActiveState,ActiveEnterTimestampMonotonic'
  return (await vm.guest.must(['systemctl', 'show', 'ssh.service', `--property=${properties}`])).stdout
}

it('the unit of sshd is reloaded when its configuration changes and never restarted', async () => {
  await site.packages.publish('1.0.1')
  const vm = await site.machine({ ...loginMachine(keys), systemd: true })
  const watch = await SshWatch.start(vm.guest, client, 'systemd')
  const started = await unit(vm)
  expect(started).toContain('ActiveState=active')

  const installed = await watch.during(() => vm.enable())
  expect(story(installed.result)).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
  expect([await watch.attempt(keys.entra), installed.reloads]).toEqual([{ cameIn: true, asked: true }, 1])

  await site.packages.publish('all')
  const updated = await watch.during(() => vm.enable({}, { version: '1.0.1', sequence: 1 }))
  expect(story(updated.result)).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
  expect([await vm.login(), updated.reloads]).toEqual(['ii 1.0.3', 0])
  expect(await watch.attempt(keys.entra)).toEqual({ cameIn: true, asked: true })

  const removed = await watch.during(() => vm.agent.apply({ version: '1.0.1', state: 'uninstall' }))
  expect([await vm.login(), removed.reloads]).toEqual(['', 1])
  expect(await watch.attempt(keys.entra)).toEqual({ cameIn: false, asked: false })
  expect(await unit(vm)).toBe(started)
  await watch.stop()
})

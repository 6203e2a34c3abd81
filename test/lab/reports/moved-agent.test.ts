import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Site } from '../site.ts'
import { story } from '../outcome.ts'
import { handlerName } from '../handler-package.ts'

/** As Lib.Dir and Extension.LogDir of an appliance say. */
const folders = { lib: '/opt/appliance/agent', log: '/opt/appliance/log' }

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterAll(() => site.close())

it('(F068) the folders of the agent are elsewhere: everything is where it says', async () => {
  const vm = await site.machine({}, { folders })

  const installed = await vm.enable()
  const wired = [await vm.login(), await vm.keysCommand()]
  const removed = await vm.remove()

  expect(story(installed)).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
  expect(wired).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
  expect(await vm.guest.read(`${folders.log}/${handlerName}/handler.log`)).toContain('install')
  for (const path of ['/var/lib/waagent', '/var/log/azure'])
    expect(existsSync(join(vm.guest.root, path, handlerName))).toBe(false)
  expect(story(removed)).toMatchObject({ handler: undefined, violations: [] })
  const left = vm.changes(vm.first).filter((line) => !line.includes(' /opt/appliance'))
  expect(left).toEqual([])
})

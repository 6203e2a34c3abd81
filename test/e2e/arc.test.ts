import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { arcMachine, startHimds, type Himds } from '../lab/azure/himds-host.ts'
import type { HimdsMode } from '../lab/azure/himds-server.ts'
import { handlerName } from '../lab/handler-package.ts'
import { Site } from '../lab/site.ts'
import { keptWords, story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

/** The agent of an Arc machine keeps logs elsewhere. */
const folders = { lib: '/var/lib/waagent', log: '/var/lib/GuestConfig/extension_logs' }

let site: Site
let himds: Himds | undefined
beforeAll(async () => {
  site = await Site.open()
})
afterEach(async () => {
  await himds?.stop()
  await site.calm()
})
afterAll(() => site.close())

/** An Arc machine whose himds does this. */
async function arc(mode: HimdsMode = { mode: 'connected' }): Promise<Vm> {
  const vm = await site.machine(arcMachine, { folders })
  himds = await startHimds(vm.guest)
  await himds.set(mode)
  vm.remember()
  return vm
}

/** What differs from before, but for the logs and the keys of himds. */
function changes(vm: Vm): string[] {
  return vm.changes().filter((line) => !/ \/var\/(lib\/GuestConfig|opt\/azcmagent)(\/| )/.test(line))
}

describe('an Azure Arc machine', () => {
  it('is set up, verified and cleaned with the identity that himds proves', async () => {
    const vm = await arc()

    const installed = await vm.enable()
    const wired = [await vm.login(), await vm.keysCommand()]
    const again = await vm.enable({}, { sequence: 1 })
    const removed = await vm.remove()

    expect(story(installed)).toMatchObject({
      runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'],
      handler: 'Ready 0',
      extension: 'success 0',
      violations: [],
    })
    const said = installed.extension?.substatuses.find(({ name }) => name === 'managed-identity')?.message
    expect(said).toContain('machines/labvm')
    expect(wired).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    expect(story(again)).toMatchObject({ runs: ['enable 1.0.0: 0'], extension: 'success 0', violations: [] })
    expect(story(removed).violations).toEqual([])
    expect(changes(vm)).toEqual([])
    expect(await site.azure.requests({ server: 'imds' })).toEqual([])
  })

  it('has its folders from HandlerEnvironment.json alone, and no key in a log', async () => {
    const vm = await arc()

    await vm.enable()

    const log = await vm.guest.read(`${folders.log}/${handlerName}/handler.log`)
    expect(log).toContain('install')
    expect(log).not.toMatch(/Authorization|access_token|eyJ/)
    expect(existsSync(join(vm.guest.root, '/var/log/azure'))).toBe(false)
  })

  it('asks himds as it wants to be asked: once without the key, once with it', async () => {
    const vm = await arc()
    await vm.enable()
    const before = (await himds?.requests())?.length ?? 0

    await vm.enable()

    const asked = (await himds?.requests())?.slice(before) ?? []
    expect(asked.map(({ path, answer }) => `${path.split('?')[0]} ${answer}`)).toEqual([
      '/metadata/identity/oauth2/token 401',
      '/metadata/identity/oauth2/token 200',
    ])
  })
})

describe('himds that gives no identity', () => {
  const troubles: readonly [HimdsMode, number, RegExp][] = [
    [{ mode: 'noIdentity' }, 22, /^22: This Azure Arc machine has no managed identity .*HTTP 400/],
    [{ mode: 'closed' }, 25, /connection refused/],
    [{ mode: 'silent' }, 25, /no answer within 2 s/],
    [{ mode: 'reset' }, 25, /connection reset/],
    [{ mode: 'status', status: 500 }, 25, /HTTP 500/],
    [{ mode: 'status', status: 403 }, 25, /HTTP 403/],
    [{ mode: 'garbage' }, 25, /HTTP 200 without a token/],
    [{ mode: 'keyRefused' }, 25, /did not take the key it had asked for/],
    [{ mode: 'challenge', kind: 'none' }, 25, /himds named no key file/],
    [{ mode: 'challenge', kind: 'otherScheme' }, 25, /himds named no key file/],
    [{ mode: 'challenge', kind: 'outside' }, 25, /a key file outside \/var\/opt\/azcmagent\/tokens/],
    [{ mode: 'challenge', kind: 'dotDot' }, 25, /a file in \S+ that is no key file/],
    [{ mode: 'challenge', kind: 'deeper' }, 25, /a file in \S+ that is no key file/],
    [{ mode: 'challenge', kind: 'otherEnding' }, 25, /a file in \S+ that is no key file/],
    [{ mode: 'challenge', kind: 'symlink' }, 25, /symlink\.key of himds is a symbolic link/],
    [{ mode: 'challenge', kind: 'missing' }, 25, /missing\.key of himds does not exist/],
    [{ mode: 'challenge', kind: 'oversized' }, 25, /larger than 4096 bytes/],
    [{ mode: 'challenge', kind: 'empty' }, 25, /holds no key/],
  ]

  // One machine for all of them: each leaves it as it was.
  it('is told apart, and nothing is changed', async () => {
    const vm = await arc()
    for (const [mode, code, cause] of troubles) {
      await himds?.set(mode)

      const outcome = await vm.enable({ identityWaitSeconds: 0 })

      expect(story(outcome)).toMatchObject({ runs: [`install 1.0.0: ${code}`], handler: 'NotReady 1007' })
      const [first, second] = keptWords(outcome).split('\n')
      expect(first, JSON.stringify(mode)).toMatch(cause)
      expect(first).toMatch(
        code === 22 ? /^22: / : /^25: The agent of this Azure Arc machine \(himds, 127\.0\.0\.1:40342\)/,
      )
      expect(second).toMatch(/azcmagent show/)
      expect(changes(vm)).toEqual([])
    }
    const shown = (await himds?.requests())?.filter(({ headers }) => headers.authorization !== undefined) ?? []
    // The identity that was refused, and the key that was: nothing else was ever shown to whoever listens there.
    expect(shown).toHaveLength(2)
  })

  it('is a warning where login works already', async () => {
    const vm = await arc()
    await vm.enable()
    await himds?.set({ mode: 'closed' })

    const outcome = await vm.enable({}, { sequence: 1 })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 0'], extension: 'success 0', violations: [] })
    const said = outcome.extension?.substatuses.find(({ name }) => name === 'managed-identity')?.message
    expect(said).toContain('The Azure Arc agent gave no usable answer (connection refused)')
  })
})

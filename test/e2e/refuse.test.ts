import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImdsMode } from '../lab/azure/imds-modes.ts'
import { combine, installed, memory, osRelease, repositoryConfigured, type Variant } from '../lab/machine/variants.ts'
import { failsWithoutTrace } from './no-trace.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

/** The install that must be refused, without waiting for an identity unless told; returns what it said. */
function refused(vm: Vm, code: number, settings: object = {}): Promise<string[]> {
  return failsWithoutTrace(vm, code, { identityWaitSeconds: 0, ...settings })
}

describe('51: a system that is not supported', () => {
  const systems: readonly [string, Variant, RegExp][] = [
    ['unknown', osRelease('ID=plan9\nPRETTY_NAME="Plan 9 from Bell Labs"\n'), /^51: .*not supported: Plan 9 from/],
    ['too old', osRelease('ID=debian\nVERSION_ID="8"\nPRETTY_NAME="Debian 8"\n'), /^51: Debian 8 is too old/],
    ['without a version', osRelease('ID=debian\nPRETTY_NAME="Debian who knows"\n'), /^51: .*Debian who knows/],
  ]
  it.each(systems)('%s', async (_, variant, cause) => {
    const lines = await refused(await site.machine(variant), 51)

    expect(lines[0]).toMatch(cause)
    expect(lines[1]).toMatch(/^(Use a distribution|Upgrade the distribution)/)
  })

  it('without os-release', async () => {
    const vm = await site.machine()
    await vm.guest.must(['rm', '/etc/os-release', '/usr/lib/os-release'])
    vm.remember()

    const lines = await refused(vm, 51)

    expect(lines[0]).toMatch(/^51: .*unknown Linux/)
  })
})

describe('24: too little memory', () => {
  it('is 512 MiB', async () => {
    const lines = await refused(await site.machine(await memory(512)), 24)

    expect(lines[0]).toBe('24: This VM has 512 MiB of memory; login needs at least 1 GB.')
    expect(lines[1]).toMatch(/^Resize the VM/)
  })

  it('is not 1 GiB, of which the kernel keeps a part', async () => {
    const vm = await site.machine(await memory(1024, 200))

    expect(story(await vm.enable())).toMatchObject({ handler: 'Ready 0', violations: [] })
    expect(await vm.login()).toBe('ii 1.0.3')
  })
})

describe('23: the predecessor is there', () => {
  it('as a package', async () => {
    const lines = await refused(await site.machine(await installed(site.packages.world, ['aadlogin', '1.0.0'])), 23)

    expect(lines[0]).toBe('23: The older AADLoginForLinux is still on this VM: package aadlogin.')
    expect(lines[1]).toMatch(/^Remove it first: sudo apt-get purge aadlogin\. .* set "migrate" to true/)
  })

  it('as a folder of its extension', async () => {
    const folder = '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-1.0.1588.3'
    const lines = await refused(await site.machine({ files: { [folder]: { folder: 0o700 } } }), 23)

    expect(lines[0]).toContain(`folder ${folder}`)
  })
})

describe('22: no system-assigned identity', () => {
  const modes: readonly [ImdsMode['mode'], RegExp, RegExp][] = [
    ['none', /^22: This VM has no system-assigned managed identity .*HTTP 400/, /^Assign one: az vm identity assign/],
    [
      'severalUserAssigned',
      /^22: This VM has no system-assigned managed identity/,
      /^Assign one: az vm identity assign/,
    ],
    ['userAssignedOnly', /^22: .*only user-assigned .*lab-uami-1/, /^Add it beside the others: az vm identity assign/],
  ]
  it.each(modes)('%s', async (mode, cause, remedy) => {
    await site.azure.setImds({ mode: { mode } as ImdsMode })

    const lines = await refused(await site.machine(), 22, { identityWaitSeconds: 1 })

    expect(lines[0]).toMatch(cause)
    expect(lines[1]).toMatch(remedy)
  })

  it('heals within the wait when one is assigned', async () => {
    await site.azure.setImds({ mode: { mode: 'userAssignedOnly' } })
    const vm = await site.machine()

    const enabling = vm.enable({ identityWaitSeconds: 60 })
    await expect.poll(() => site.azure.requests({ server: 'imds', pathIncludes: 'token' })).not.toEqual([])
    await sleep(500)
    const before = await vm.login()
    await site.azure.setImds({ mode: { mode: 'both' } })
    const outcome = await enabling

    expect(before).toBe('')
    expect(story(outcome)).toMatchObject({ handler: 'Ready 0', violations: [] })
    expect(story(outcome).substatuses).toContain('managed-identity success')
    expect(await vm.login()).toBe('ii 1.0.3')
  })

  it('heals at the next goal state when one was assigned later', async () => {
    await site.azure.setImds({ mode: { mode: 'none' } })
    const vm = await site.machine()
    await refused(vm, 22)
    await site.azure.setImds({ mode: { mode: 'systemAssigned' } })

    const outcome = await vm.enable()

    expect(story(outcome)).toMatchObject({ runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'], handler: 'Ready 0' })
    expect(await vm.login()).toBe('ii 1.0.3')
  })

  it('counts at enable too, in the status, when it has gone, and changes nothing', async () => {
    const vm = await site.machine()
    await vm.enable()
    vm.remember()
    await site.azure.setImds({ mode: { mode: 'none' } })

    const outcome = await vm.enable({ identityWaitSeconds: 0 }, { sequence: 1 })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 22'], handler: 'NotReady 1009', violations: [] })
    expect(story(outcome).extension).toBe('error 22')
    expect(story(outcome).said).toMatch(/^22: This VM has no system-assigned managed identity/)
    expect(story(outcome).substatuses).toEqual(['ErrorClarification error', 'managed-identity error'])
    expect(outcome.extension?.message).toContain('Assign one: az vm identity assign')
    expect(vm.changes()).toEqual([])
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
  })
})

describe('25: the metadata service gives no answer', () => {
  const silences: readonly [string, ImdsMode, string][] = [
    ['silent', { mode: 'silent' }, 'no answer within 2 s'],
    ['refused', { mode: 'refused' }, 'connection refused'],
    ['reset', { mode: 'reset' }, 'connection reset'],
    ['5xx', { mode: 'error5xx', status: 503 }, 'HTTP 503'],
    ['throttled', { mode: 'throttled429', retryAfter: '900' }, 'HTTP 429'],
    ['gone', { mode: 'gone410' }, 'HTTP 410'],
  ]
  it.each(silences)('%s', async (_, mode, reason) => {
    await site.azure.setImds({ mode })

    const lines = await refused(await site.machine(), 25)

    expect(lines[0]).toContain('25: The metadata service 169.254.169.254 gave no usable answer')
    expect(lines[0]).toContain(reason)
    expect(lines[1]).toMatch(/^Let this VM reach http:\/\/169\.254\.169\.254 directly/)
  })

  it('is not reported when the trouble lasts for a moment only', async () => {
    await site.azure.setImds({ mode: { mode: 'reset', times: 1 } })
    const vm = await site.machine()

    const outcome = await vm.enable({ identityWaitSeconds: 30 })

    expect(story(outcome)).toMatchObject({ runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'], handler: 'Ready 0' })
    expect(await vm.login()).toBe('ii 1.0.3')
  })

  it('is what a machine without a route to it gets', async () => {
    const lines = await refused(await site.machine({ routes: [] }), 25)

    expect(lines[0]).toContain('the network is unreachable')
  })
})

it('finds every blocking fact before it changes anything, and the first one decides', async () => {
  const variant = combine(
    await memory(512),
    await installed(site.packages.world, ['aadlogin', '1.0.0']),
    repositoryConfigured(site.packages.world, 'list'),
  )
  await site.azure.setImds({ mode: { mode: 'none' } })

  const lines = await refused(await site.machine(variant), 24)

  expect(lines[0]).toMatch(/^24: /)
  expect(await site.packages.log()).toEqual([])
})

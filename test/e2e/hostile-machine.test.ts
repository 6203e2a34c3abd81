import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { GarbageKind, ImdsMode } from '../lab/azure/imds-modes.ts'
import { handlerName } from '../lab/handler-package.ts'
import { Site } from '../lab/site.ts'
import { keptWords, runsOf, story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

const folder = `/var/lib/waagent/${handlerName}-1.0.0`
const osRelease = '/usr/lib/os-release'

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterAll(() => site.close())

/** No case changes the machine, so those of a group share one. */
let vm: Vm
let sequence = 0
beforeEach(() => {
  sequence += 1
})

describe('a hostile HandlerEnvironment.json', () => {
  let good: string
  beforeAll(async () => {
    vm = await site.machine()
    await vm.enable()
    vm.remember()
    good = await vm.guest.read(`${folder}/HandlerEnvironment.json`)
  })
  afterAll(() => site.calm())

  const broken: readonly [string, (text: string) => string][] = [
    ['empty', () => ''],
    ['no JSON', () => '<html>'],
    ['cut off', (text) => text.slice(0, 100)],
    ['an object', (text) => text.slice(1, -1)],
    ['two elements', (text) => `${text.slice(0, -1)},{}]`],
    ['no folders', () => `[{"name":"${handlerName}","version":1.0}]`],
    ['a relative folder', (text) => text.replace('"/var/log/azure', '"var/log/azure')],
    ['a folder with dots', (text) => text.replace('/config"', '/../../../../etc"')],
    ['a number for a folder', (text) => text.replace(/"statusFolder":"[^"]*"/, '"statusFolder":1')],
    ['a name with slashes', (text) => text.replace(`"name":"${handlerName}"`, '"name":"../../x"')],
    ['deeper than a recursion', () => '['.repeat(30_000) + ']'.repeat(30_000)],
  ]
  it.each(broken)('%s: 66', async (_, change) => {
    await vm.guest.write(`${folder}/HandlerEnvironment.json`, change(good))

    const outcome = await vm.enable({}, { sequence })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 66'], handler: 'NotReady 1009', violations: [] })
    expect(story(outcome)).toMatchObject({ extension: 'error 66', substatuses: ['ErrorClarification error'] })
    expect(keptWords(outcome)).toMatch(/^66: HandlerEnvironment\.json of the guest agent cannot be used: /)
    expect(keptWords(outcome)).toContain('\nRestart the guest agent')
    expect(vm.changes()).toEqual([])
  })
})

describe('a hostile os-release', () => {
  let good: string
  beforeAll(async () => {
    vm = await site.machine()
    await vm.enable()
    good = await vm.guest.read(osRelease)
  })
  afterAll(() => site.calm())

  const texts: readonly [string, string][] = [
    ['empty', ''],
    ['binary', '\u0000\u00ff\u0000ID=debian\u0000'],
    ['of another distribution', 'ID=haiku\nVERSION_ID=1\n'],
    ['a command for a name', 'ID=$(touch /run/owned)\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n'],
    ['a path for a version', 'ID=debian\nVERSION_ID=../../12\nPRETTY_NAME=x\n'],
    ['a version of a thousand digits', `ID=debian\nVERSION_ID=${'9'.repeat(1000)}\n`],
    ['a negative version', 'ID=debian\nVERSION_ID=-12\n'],
    ['larger than it may be', `ID=debian\nVERSION_ID=12\n${'#'.repeat(100_000)}\n`],
    ['escapes for a name', 'ID=plan9\nPRETTY_NAME="\u001b[31mred\u0007 \u202e"\n'],
  ]
  it.each(texts)('%s: 51', async (_, text) => {
    await vm.guest.write(osRelease, text)
    vm.remember()

    const outcome = await vm.enable({}, { sequence })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 51'], extension: 'error 51', violations: [] })
    expect(keptWords(outcome)).toMatch(/^51: /)
    expect(keptWords(outcome)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect(vm.changes()).toEqual([])
    expect(await vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
  })

  it('as it should be again: well', async () => {
    await vm.guest.write(osRelease, good)

    expect(story(await vm.enable({}, { sequence }))).toMatchObject({ handler: 'Ready 0', violations: [] })
  })
})

describe('hostile answers of the metadata service', () => {
  beforeAll(async () => {
    vm = await site.machine()
  })
  afterAll(() => site.calm())

  const kinds: readonly GarbageKind[] = ['html', 'invalidJson', 'empty', 'huge', 'truncated', 'noToken', 'wrongTypes']
  const answers: readonly [string, ImdsMode, number][] = [
    ...kinds.map((kind): [string, ImdsMode, number] => [kind, { mode: 'garbage', kind }, 25]),
    ['a drip', { mode: 'slowDrip', everyMs: 100 }, 25],
    ['a redirect to somewhere else', { mode: 'redirect', location: 'http://packages.microsoft.com/token' }, 25],
    ['teapot', { mode: 'status', status: 418, body: '{"error":"\u0000"}' }, 22],
    ['not allowed', { mode: 'status', status: 403, body: '<html>' }, 22],
    ['a wait of a century', { mode: 'throttled429', retryAfter: '3153600000' }, 25],
  ]
  it.each(answers)('%s', async (_, mode, code) => {
    await site.azure.setImds({ mode: { mode: 'systemAssigned' } })
    await site.azure.setImds({ mode })

    const outcome = await vm.enable({ identityWaitSeconds: 0 }, { sequence })

    expect(runsOf(outcome)).toEqual([`install 1.0.0: ${code}`])
    expect(story(outcome)).toMatchObject({ handler: 'NotReady 1007', extension: undefined, violations: [] })
    expect(keptWords(outcome).split('\n')).toHaveLength(3)
    expect([vm.changes(), vm.state()]).toEqual([[], undefined])
    expect((await site.packages.log()).filter(({ path }) => path === '/token')).toEqual([])
  })

  it.each(['notJwt', 'noMirid', 'strangeMirid'] as const)('a token that says nothing (%s): a warning', async (kind) => {
    await site.azure.setImds({ mode: { mode: 'systemAssigned' } })
    await site.azure.setImds({ mode: { mode: 'garbage', kind } })

    const outcome = await vm.enable({ identityWaitSeconds: 0 }, { sequence })

    expect(story(outcome)).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
    expect(story(outcome).substatuses).toContain('managed-identity warning')
    await vm.remove()
    expect(vm.changes()).toEqual([])
  })
})

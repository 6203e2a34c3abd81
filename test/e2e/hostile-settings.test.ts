import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

const deep = '['.repeat(100_000) + ']'.repeat(100_000)
const publicly = (settings: string): string =>
  `{"runtimeSettings":[{"handlerSettings":{"publicSettings":${settings}}}]}`

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterAll(() => site.close())

/** No case changes the machine, so all share one. */
let vm: Vm
let sequence = 0
beforeEach(() => {
  sequence += 1
})

describe('hostile settings', () => {
  beforeAll(async () => {
    vm = await site.machine()
    await vm.enable()
    vm.remember()
  })
  afterAll(() => site.calm())

  const invalid: readonly [string, string][] = [
    ['no JSON', 'hello'],
    ['cut off', '{"runtimeSettings":[{"handlerSet'],
    ['a list', '[1,2,3]'],
    ['a number', '7'],
    ['binary', '\u0000\u0001\u0002'],
    ['nested without end', deep],
    ['larger than a megabyte', publicly(`{"proxy":"${'x'.repeat(1_200_000)}"}`)],
    ['two elements', '{"runtimeSettings":[{"handlerSettings":{}},{"handlerSettings":{}}]}'],
    ['a prototype', publicly('{"__proto__":{"identityWaitSeconds":1}}')],
    ['public settings that are a list', publicly('[]')],
    ['public settings that are text', publicly('"not json"')],
    ['a number for a text', publicly('{"proxy":42}')],
    ['a text for a number', publicly('{"identityWaitSeconds":"soon"}')],
    ['a negative wait', publicly('{"identityWaitSeconds":-1}')],
    ['a wait beyond all bounds', publicly('{"identityWaitSeconds":1e300}')],
    ['a proxy that is no address', publicly('{"proxy":"file:///etc/shadow"}')],
    ['a proxy with its password', publicly('{"proxy":"http://u:p455@proxy.test:1"}')],
    ['a line break in an address', publicly('{"repository":{"baseUrl":"http://a.test/\\ndeb http://b.test"}}')],
    ['a shell in an address', publicly('{"repository":{"baseUrl":"http://a.test/$(reboot)"}}')],
    ['an option for a version', publicly('{"package":{"version":"-o=APT::Update::Pre-Invoke::=reboot"}}')],
    ['a second package for a version', publicly('{"package":{"version":"1.0.3 evil"}}')],
    ['a key without its fingerprint', publicly('{"repository":{"key":{"path":"/etc/passwd"}}}')],
    ['a relative key', publicly(`{"repository":{"key":{"path":"../x","fingerprint":"${'A'.repeat(40)}"}}}`)],
    ['an unknown level', publicly('{"logLevel":"silly\\u0000"}')],
    ['credentials in the open', publicly('{"proxyCredentials":{"username":"u","password":"p455"}}')],
  ]
  it.each(invalid)('%s: 53', async (_, raw) => {
    const outcome = await vm.enable({}, { sequence, settings: { raw } })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 53'], handler: 'NotReady 1009', violations: [] })
    expect(story(outcome)).toMatchObject({ extension: 'error 53', substatuses: ['ErrorClarification error'] })
    expect(story(outcome).said).toMatch(/^53: The extension settings are not valid: /)
    expect(JSON.stringify(outcome)).not.toMatch(/p455|etc\/shadow/)
    expect(vm.changes()).toEqual([])
  })

  const sealed = (text: string, thumbprint: string): string =>
    JSON.stringify({
      runtimeSettings: [
        {
          handlerSettings: { protectedSettings: text, protectedSettingsCertThumbprint: thumbprint, publicSettings: {} },
        },
      ],
    })
  const undecryptable: readonly [string, string][] = [
    ['no base64', sealed('%%%', 'A'.repeat(40))],
    ['a certificate nobody has', sealed('AAAA', 'A'.repeat(40))],
    ['a path for a certificate', sealed('AAAA', '../../../etc/passwd')],
    ['no certificate', sealed('AAAA', '')],
  ]
  it.each(undecryptable)('protected ones with %s: 53', async (_, raw) => {
    const outcome = await vm.enable({}, { sequence, settings: { raw } })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 53'], extension: 'error 53', violations: [] })
    expect(story(outcome).said).toMatch(/^53: The protected settings cannot be decrypted: /)
    expect(vm.changes()).toEqual([])
  })

  const harmless: readonly [string, string][] = [
    ['null', 'null'],
    ['an empty object', '{}'],
    ['blanks', ' \n'],
    ['a byte order mark', `\uFEFF${publicly('{}')}`],
    ['no list', '{"runtimeSettings":null}'],
    ['nothing in the list', '{"runtimeSettings":[]}'],
    ['an unknown member', publicly('{"\u202Ecolour\\n":"red"}')],
  ]
  it.each(harmless)('%s: as good as none', async (_, raw) => {
    const outcome = await vm.enable({}, { sequence, settings: { raw } })

    expect(story(outcome)).toMatchObject({ runs: ['enable 1.0.0: 0'], handler: 'Ready 0', extension: 'success 0' })
    expect(outcome.violations).toEqual([])
    expect(vm.changes()).toEqual([])
  })
})

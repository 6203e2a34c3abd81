import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultSettings, readSettings, type Settings } from '../../src/agent/settings.ts'
import { describeFailure, HandlerFailure } from '../../src/core/failure.ts'
import { World } from '../world.ts'

const base = '/var/lib/waagent/P.T-1.0'
const environment = {
  kind: 'agent',
  name: 'P.T',
  version: '1.0',
  logFolder: '/log',
  configFolder: `${base}/config`,
  statusFolder: `${base}/status`,
  extensionFolder: base,
  agentFolder: '/var/lib/waagent',
} as const
const thumbprint = 'A'.repeat(40)
const sealed = { protectedSettings: btoa('x'), protectedSettingsCertThumbprint: thumbprint }

function world(settings: unknown, decrypted = '{}'): World {
  return new World()
    .file(`${base}/config/3.settings`, JSON.stringify({ runtimeSettings: [{ handlerSettings: settings }] }))
    .file(`/var/lib/waagent/${thumbprint}.crt`, 'c')
    .file(`/var/lib/waagent/${thumbprint}.prv`, 'k')
    .program('openssl', { stdout: decrypted })
}

const read = (at: World): Promise<Settings> => readSettings(at.host(), environment, 3)

async function problemOf(at: World): Promise<string> {
  const failure = await read(at).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'settings.invalid' })
  return String((failure as HandlerFailure).detail.problem)
}

describe('readSettings', () => {
  it('gives the defaults when nothing was set, without running a program', async () => {
    const at = new World()

    expect(await read(at)).toEqual({
      allowDerivatives: false,
      identityWaitSeconds: 120,
      sessions: 'wait',
      migrate: false,
      logLevel: 'info',
      warnings: [],
    })
    expect(await read(at)).toEqual(defaultSettings())
    expect(at.calls).toEqual([])
  })

  it('gives public and protected settings together', async () => {
    const credentials = { username: 'bob', password: 'p@ss:"wörd"' }
    const at = world(
      { publicSettings: { proxy: 'http://p:3128' }, ...sealed },
      JSON.stringify({ proxyCredentials: credentials }),
    )

    expect(await read(at)).toEqual({
      proxy: 'http://p:3128',
      proxyCredentials: credentials,
      allowDerivatives: false,
      identityWaitSeconds: 120,
      sessions: 'wait',
      migrate: false,
      logLevel: 'info',
      warnings: [],
    })
  })

  it.each(['', '{}', 'null', '\uFEFF{}'])('takes decrypted %j for no protected settings', async (decrypted) => {
    expect(await read(world({ publicSettings: {}, ...sealed }, decrypted))).toEqual(defaultSettings())
  })

  it('warns of public settings it does not know or that are empty', async () => {
    const { warnings } = await read(world({ publicSettings: { proxi: 'hunter2', proxy: '', other: '' } }))

    expect(warnings).toEqual([
      'The setting "proxi" is not known and was ignored (known: proxy, repository, package, allowDerivatives, sessions, migrate, identityWaitSeconds, rolloutWindowSeconds, logLevel).',
      expect.stringContaining('"other" is not known'),
      'The setting "proxy" is empty and was ignored.',
    ])
  })

  it('only counts protected settings it does not know', async () => {
    const { warnings } = await read(world({ publicSettings: {}, ...sealed }, '{"hunter2":1,"b":2}'))

    expect(warnings).toEqual(['2 of the protected settings are not known and were ignored (known: proxyCredentials).'])
  })

  it('refuses bad public settings before it decrypts', async () => {
    const at = world({ publicSettings: { logLevel: 'loud' }, ...sealed })

    expect(await problemOf(at)).toBe('publicSettings.logLevel must be one of error, warn, info, debug')
    expect(at.calls).toEqual([])
  })

  it.each([
    [
      'credentials in the proxy',
      { proxy: 'http://bob:hunter2@p:1' },
      'publicSettings.proxy must not contain credentials: they belong in protectedSettings.proxyCredentials',
    ],
    [
      'credentials in the plain settings',
      { proxyCredentials: { password: 'hunter2' } },
      'proxyCredentials belongs in protectedSettings; change the password, it was sent in plain text',
    ],
    ['a text for a switch', { allowDerivatives: 'true' }, 'publicSettings.allowDerivatives must be true or false'],
    ['a list', [], 'publicSettings must be an object'],
    ['a number', 5, 'publicSettings must be an object'],
  ])('refuses %s', async (_, publicSettings, problem) => {
    expect(await problemOf(world({ publicSettings }))).toBe(problem)
  })

  it.each([
    ['no JSON', 'hunter2 {', 'protectedSettings: not valid JSON'],
    ['a list', '["hunter2"]', 'protectedSettings must be an object'],
    [
      'no password',
      '{"proxyCredentials":{"username":"hunter2"}}',
      'protectedSettings.proxyCredentials.password must be text',
    ],
    [
      'an empty password',
      '{"proxyCredentials":{"username":"bob","password":""}}',
      'protectedSettings.proxyCredentials.password must be text',
    ],
    [
      'a colon in the user name',
      '{"proxyCredentials":{"username":"hunter2:","password":"x"}}',
      'protectedSettings.proxyCredentials.username must not contain a colon',
    ],
    [
      'a line end in the password',
      '{"proxyCredentials":{"username":"bob","password":"hunter2\\n"}}',
      'protectedSettings.proxyCredentials.password must not contain control characters',
    ],
  ])('refuses protected settings with %s and repeats nothing of them', async (_, decrypted, problem) => {
    expect(await problemOf(world({ publicSettings: {}, ...sealed }, decrypted))).toBe(problem)
  })

  it('gives settings or fails with exit 53, whatever JSON is there', async () => {
    const known = fc.record(
      {
        proxy: fc.jsonValue(),
        repository: fc.oneof(
          fc.jsonValue(),
          fc.record({ baseUrl: fc.constant('https://mirror.corp/ms/'), key: fc.jsonValue() }, { requiredKeys: [] }),
        ),
        package: fc.oneof(fc.jsonValue(), fc.record({ version: fc.jsonValue() })),
        identityWaitSeconds: fc.oneof(fc.jsonValue(), fc.integer()),
        logLevel: fc.oneof(fc.jsonValue(), fc.constantFrom('info', 'debug')),
      },
      { requiredKeys: [] },
    )
    const file = fc.oneof(
      fc.jsonValue(),
      fc.record({ runtimeSettings: fc.jsonValue() }),
      fc
        .record({
          publicSettings: fc.oneof(
            known,
            fc.jsonValue(),
            known.map((value) => JSON.stringify(value)),
          ),
        })
        .map((one) => ({
          runtimeSettings: [{ handlerSettings: one }],
        })),
    )
    await fc.assert(
      fc.asyncProperty(file, fc.jsonValue(), async (value, decrypted) => {
        const at = world(null, JSON.stringify(decrypted)).file(`${base}/config/3.settings`, JSON.stringify(value))

        const result = await read(at).catch((error: unknown) => error)

        if (result instanceof HandlerFailure) expect(describeFailure(result.code, result.detail).exit).toBe(53)
        else
          expect(result).toMatchObject({
            identityWaitSeconds: expect.any(Number) as number,
            warnings: expect.any(Array) as string[],
          })
      }),
      { numRuns: 300 },
    )
  })
})

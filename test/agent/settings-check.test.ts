import { describe, expect, it } from 'vitest'
import { checkSettings } from '../../src/agent/settings-check.ts'
import { publicSettingsSchema } from '../../src/agent/settings-schema.ts'

const check = (value: unknown) => checkSettings(publicSettingsSchema, value, 'given')
const fingerprint = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'

describe('checkSettings', () => {
  it('takes every setting and brings it to its normal form', () => {
    const value = {
      proxy: 'http://proxy.corp',
      repository: {
        baseUrl: 'https://mirror.corp/ms/',
        key: { path: '/etc/keys/mirror.asc', fingerprint: 'bc52 8686 b50d 79e3 39d3  721c eb3e 94ad be12 29cf ' },
      },
      package: { version: '1:1.0.030070002+b2~rc1' },
      allowDerivatives: true,
      sessions: 'terminate',
      migrate: true,
      identityWaitSeconds: 0,
      rolloutWindowSeconds: 600,
      logLevel: 'debug',
    }

    expect(check(value)).toEqual({
      kind: 'valid',
      data: {
        ...value,
        proxy: 'http://proxy.corp:80',
        repository: { baseUrl: 'https://mirror.corp/ms', key: { path: '/etc/keys/mirror.asc', fingerprint } },
      },
      unknown: [],
      empty: [],
    })
  })

  it('takes null and empty texts for not given, and names the empty ones', () => {
    const checked = check({
      proxy: '',
      logLevel: null,
      repository: { baseUrl: '', key: null },
      identityWaitSeconds: 30,
    })

    expect(checked).toEqual({
      kind: 'valid',
      data: {
        ...{ repository: {}, allowDerivatives: false, sessions: 'wait', migrate: false },
        ...{ identityWaitSeconds: 30, logLevel: 'info' },
      },
      unknown: [],
      empty: ['proxy', 'repository.baseUrl'],
    })
  })

  it('names members it does not know, at every depth, and ignores them', () => {
    const key = { url: 'https://k/key', fingerprint, uid: 1 }

    const checked = check({ proxi: 'x', constructor: 1, repository: { baseurl: 'x', key }, package: { toString: 'x' } })

    expect(checked).toMatchObject({
      kind: 'valid',
      unknown: ['proxi', 'constructor', 'repository.baseurl', 'repository.key.uid', 'package.toString'],
    })
  })

  it('names at most ten of them', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x${index}`, 1]))

    expect(check(many)).toMatchObject({ kind: 'valid', unknown: { length: 10 } })
  })

  it.each([
    ['a list', [], 'given must be an object'],
    ['a number', 5, 'given must be an object'],
    ['a proxy of the wrong type', { proxy: 5 }, 'given.proxy must be text'],
    ['a proxy without scheme', { proxy: 'proxy:3128' }, 'given.proxy must start with http:// or https://'],
    ['an endless proxy', { proxy: `http://${'x'.repeat(3000)}` }, 'given.proxy must have at most 2048 characters'],
    ['a repository of text', { repository: 'https://x' }, 'given.repository must be an object'],
    [
      'a key without fingerprint',
      { repository: { key: { url: 'https://x/k' } } },
      'given.repository.key.fingerprint must be text',
    ],
    [
      'a short fingerprint',
      { repository: { key: { url: 'https://x/k', fingerprint: 'AB12' } } },
      'given.repository.key.fingerprint must be 40 hexadecimal digits',
    ],
    [
      'a key with both places',
      { repository: { key: { url: 'https://x/k', path: '/k', fingerprint } } },
      'given.repository.key needs exactly one of url and path',
    ],
    [
      'a key with no place',
      { repository: { key: { fingerprint } } },
      'given.repository.key needs exactly one of url and path',
    ],
    [
      'a relative key path',
      { repository: { key: { path: 'k.asc', fingerprint } } },
      'given.repository.key.path must be an absolute path',
    ],
    [
      'a key path with NUL',
      { repository: { key: { path: '/k\0', fingerprint } } },
      'given.repository.key.path must be an absolute path',
    ],
    [
      'a version like an option',
      { package: { version: '-o=x' } },
      'given.package.version must be a package version as the repository names it',
    ],
    [
      'a version with a space',
      { package: { version: '1.0 x' } },
      'given.package.version must be a package version as the repository names it',
    ],
    [
      'a version with a wildcard',
      { package: { version: '1.*' } },
      'given.package.version must be a package version as the repository names it',
    ],
    ['a number as text', { identityWaitSeconds: '30' }, 'given.identityWaitSeconds must be a whole number'],
    ['a fraction', { identityWaitSeconds: 1.5 }, 'given.identityWaitSeconds must be a whole number'],
    ['a negative wait', { identityWaitSeconds: -1 }, 'given.identityWaitSeconds must be at least 0'],
    ['too long a wait', { identityWaitSeconds: 601 }, 'given.identityWaitSeconds must be at most 600'],
    ['too wide a window', { rolloutWindowSeconds: 601 }, 'given.rolloutWindowSeconds must be at most 600'],
    ['an unknown policy', { sessions: 'kill' }, 'given.sessions must be one of wait, fail, terminate'],
    ['a word for yes', { migrate: 'yes' }, 'given.migrate must be true or false'],
    ['an unknown level', { logLevel: 'trace' }, 'given.logLevel must be one of error, warn, info, debug'],
    ['a level of the wrong type', { logLevel: 3 }, 'given.logLevel must be one of error, warn, info, debug'],
  ])('refuses %s and says where', (_, value, problem) => {
    expect(check(value)).toEqual({ kind: 'invalid', problem })
  })

  it('names several problems at once', () => {
    expect(check({ proxy: 5, logLevel: 'x' })).toEqual({
      kind: 'invalid',
      problem: 'given.proxy must be text; given.logLevel must be one of error, warn, info, debug',
    })
  })
})

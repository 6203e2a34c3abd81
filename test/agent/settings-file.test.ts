import { describe, expect, it } from 'vitest'
import { readSettingsFile } from '../../src/agent/settings-file.ts'
import { limits } from '../../src/core/limits.ts'
import { World } from '../world.ts'

const read = (content?: string) => {
  const world = new World()
  if (content !== undefined) world.file('/config/7.settings', content)
  return readSettingsFile(world.host(), '/config', 7)
}
const envelope = (settings: unknown): string => JSON.stringify({ runtimeSettings: [{ handlerSettings: settings }] })

describe('readSettingsFile', () => {
  it.each([
    ['no file', undefined],
    ['zero bytes', ''],
    ['white space', ' \n'],
    ['null', 'null'],
    ['{}', '{}'],
    ['no runtime settings', '{"runtimeSettings":null}'],
    ['an empty list', '{"runtimeSettings":[]}'],
    ['a list of null', '{"runtimeSettings":[null]}'],
    ['no handler settings', '{"runtimeSettings":[{}]}'],
    ['handler settings null', envelope(null)],
    [
      'everything null',
      envelope({ publicSettings: null, protectedSettings: null, protectedSettingsCertThumbprint: null }),
    ],
    ['public settings of blank text', envelope({ publicSettings: ' ' })],
    ['public settings of the text null', envelope({ publicSettings: 'null' })],
    [
      'an empty protected part',
      envelope({ publicSettings: {}, protectedSettings: '', protectedSettingsCertThumbprint: '' }),
    ],
  ])('takes %s for no settings', async (_, content) => {
    expect(await read(content)).toEqual({ public: {} })
  })

  it('hands out public settings, as object or as its text', async () => {
    expect(await read(envelope({ publicSettings: { a: 1 } }))).toEqual({ public: { a: 1 } })
    expect(await read(envelope({ publicSettings: '{"a":1}' }))).toEqual({ public: { a: 1 } })
    expect(await read(`\uFEFF${envelope({ publicSettings: { a: 1 } })}`)).toEqual({ public: { a: 1 } })
  })

  it('hands out the protected part sealed', async () => {
    const content = envelope({ publicSettings: {}, protectedSettings: 'TUk=', protectedSettingsCertThumbprint: 'AB' })

    expect(await read(content)).toEqual({ public: {}, sealed: { text: 'TUk=', thumbprint: 'AB' } })
  })

  it.each([
    ['broken JSON', '{"a"', '7.settings: not valid JSON'],
    ['a list', '[]', '7.settings must be an object'],
    ['a text', '"x"', '7.settings must be an object'],
    ['runtime settings of the wrong type', '{"runtimeSettings":{}}', '7.settings.runtimeSettings must be a list'],
    [
      'several runtime settings',
      '{"runtimeSettings":[{},{}]}',
      '7.settings.runtimeSettings must have at most 1 elements',
    ],
    ['a number for an element', '{"runtimeSettings":[5]}', '7.settings.runtimeSettings.0 must be an object'],
    ['handler settings of text', envelope('x'), '7.settings.runtimeSettings.0.handlerSettings must be an object'],
    [
      'protected settings as object',
      envelope({ protectedSettings: { a: 1 } }),
      '7.settings.runtimeSettings.0.handlerSettings.protectedSettings must be text',
    ],
    [
      'public settings of other text',
      envelope({ publicSettings: 'proxy=http://u:hunter2@p' }),
      'publicSettings is text that is not a JSON object',
    ],
    [
      'too much',
      envelope({ publicSettings: 'x'.repeat(limits.read.settingsBytes) }),
      '7.settings: larger than 1048576 bytes',
    ],
    ['too deep', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, '7.settings: nested more than 32 levels deep'],
    [
      'a hostile member',
      '{"runtimeSettings":[{"__proto__":{}}]}',
      '7.settings: a member named runtimeSettings.0.__proto__ is not allowed',
    ],
  ])('refuses %s', async (_, content, problem) => {
    const failure = await read(content).catch((error: unknown) => error)

    expect(failure).toMatchObject({ code: 'settings.invalid' })
    expect((failure as { detail: { problem: string } }).detail.problem).toMatch(problem)
    expect(String(failure)).not.toContain('hunter2')
  })

  it.each([null, '', undefined])('cannot decrypt without thumbprint (%j)', async (thumbprint) => {
    const content = envelope({ protectedSettings: 'TUk=', protectedSettingsCertThumbprint: thumbprint })

    await expect(read(content)).rejects.toMatchObject({ code: 'settings.undecryptable' })
  })
})

import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { answerOf, settingsOf, textOf } from '../../src/operator/bundle-texts.ts'
import { World } from '../world.ts'

/** A world whose `tail -c` works. */
function worldWith(files: Readonly<Record<string, string>>): World {
  const world = new World()
  for (const [path, text] of Object.entries(files)) world.file(path, text)
  return world.program('tail', (argv) => {
    const text = world.text(argv[3]!)
    return text === undefined ? { exitCode: 1, stderr: 'tail: cannot open' } : { stdout: text.slice(-Number(argv[2])) }
  })
}

const source = { name: 'log/a', path: '/a', form: 'text' } as const

describe('textOf', () => {
  it('is a file as it is', async () => {
    expect(await textOf(worldWith({ '/a': 'one\ntwo\n' }).host(), source)).toEqual({
      name: 'log/a',
      text: 'one\ntwo\n',
    })
  })

  it('is the end of a long one, in whole lines', async () => {
    const line = `${'x'.repeat(99)}\n`
    const text = line.repeat(limits.bundle.textBytes / 100 + 10)

    const found = await textOf(worldWith({ '/a': text }).host(), source)

    expect(found?.note).toBe(`the end of ${text.length} bytes`)
    expect(found?.text.length).toBeLessThanOrEqual(limits.bundle.textBytes)
    expect(found?.text.length).toBeGreaterThan(limits.bundle.textBytes - 100)
    expect(new Set(found?.text.split('\n'))).toEqual(new Set([line.trim(), '']))
  })

  it('is nothing where there is no file', async () => {
    expect(await textOf(worldWith({}).host(), source)).toBeUndefined()
    expect(await textOf(new World().directory('/a').host(), source)).toBeUndefined()
  })

  it('follows a link', async () => {
    const world = worldWith({ '/b': 'text' }).link('/a', '/b')

    expect(await textOf(world.host(), source)).toMatchObject({ text: 'text' })
  })

  it('says why a file cannot be read', async () => {
    const world = new World().file('/a', 'x').program('tail', { exitCode: 1, stderr: 'tail: /a: Input/output error\n' })

    expect(await textOf(world.host(), source)).toEqual({
      name: 'log/a',
      text: '',
      note: 'not readable: Error: tail: /a: Input/output error',
    })
  })

  it('masks members that are named like a secret, in JSON', async () => {
    const world = worldWith({ '/a': '{"title":"x","proxy":{"password":"hunter2","user":"me"},"tokens":["t"]}' })

    const found = await textOf(world.host(), { ...source, form: 'json' })

    expect(JSON.parse(found!.text)).toEqual({ title: 'x', proxy: { password: '***', user: 'me' }, tokens: '***' })
  })

  it.each(['', '{"password":"hunter2"', '[1,'])('leaves out what is no JSON (%j)', async (text) => {
    const found = await textOf(worldWith({ '/a': text }).host(), { ...source, form: 'json' })

    expect(found?.text).toMatch(/^left out: /)
  })
})

describe('settingsOf', () => {
  it('has no protected part, not even encrypted', async () => {
    const file = {
      runtimeSettings: [
        {
          handlerSettings: {
            publicSettings: { proxy: 'http://p:1', proxyCredentials: { username: 'me' } },
            protectedSettings: 'MIIB',
            protectedSettingsCertThumbprint: 'ABCD',
          },
        },
      ],
    }
    const world = worldWith({ '/c/0.settings': JSON.stringify(file) })

    const found = await settingsOf(world.host(), '/c/0.settings', 'settings/0.settings')

    expect(JSON.parse(found!.text)).toEqual({
      runtimeSettings: [
        {
          handlerSettings: {
            publicSettings: { proxy: 'http://p:1', proxyCredentials: '***' },
            protectedSettings: 'left out',
            protectedSettingsCertThumbprint: 'left out',
          },
        },
      ],
    })
  })

  it('is left out when it is no JSON', async () => {
    const found = await settingsOf(worldWith({ '/a': '{"protectedSettings":"MIIB"' }).host(), '/a', 'settings/a')

    expect(found?.text).not.toContain('MIIB')
  })

  it('is nothing where there is none', async () => {
    expect(await settingsOf(worldWith({}).host(), '/a', 'settings/a')).toBeUndefined()
  })
})

describe('answerOf', () => {
  const question = { name: 'machine/x', argv: ['x', '-a'] }

  it('is what a program says, with how it ended', async () => {
    const world = new World().program('x', { exitCode: 3, stdout: 'out\n', stderr: 'err\n' })

    expect(await answerOf(world.host(), question)).toEqual({ name: 'machine/x', text: '$ x -a\nout\nerr\nexit 3\n' })
  })

  it('is nothing where there is no such program', async () => {
    expect(await answerOf(new World().host(), question)).toBeUndefined()
  })

  it('has a bound', async () => {
    const world = new World().program('x', { stdout: 'y'.repeat(2 * limits.bundle.textBytes) })

    const found = await answerOf(world.host(), question)

    expect([found?.text.length, found?.note]).toEqual([limits.bundle.textBytes, 'its beginning'])
  })
})

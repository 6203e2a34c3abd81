import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakableExtension, handler, unpackLikeTheAgent, zipOfTellingProgram } from './extension-folder.ts'

let pristine = ''

beforeAll(async () => {
  pristine = unpackLikeTheAgent(await zipOfTellingProgram())
})
afterAll(() => {
  rmSync(pristine, { recursive: true })
})

describe('handler.sh that cannot start the program', () => {
  it('leaves a final status when it was asked to enable', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'runtime/x64/node'))

    const { status, stderr } = handler(base, 'enable')
    const written = JSON.parse(readFileSync(join(base, 'status/4.status'), 'utf8')) as unknown

    expect(status).toBe(52)
    const message = { lang: 'en-US', message: stderr.trim().replace('52: ', '').replace('\n', ' ') }
    expect(written).toEqual([
      {
        version: 1,
        timestampUTC: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        status: {
          name: 'AADSSHLoginForLinux',
          operation: 'Enable',
          configurationAppliedTime: expect.stringMatching(/Z$/) as string,
          status: 'error',
          code: 52,
          formattedMessage: message,
          substatus: [{ name: 'ErrorClarification', status: 'error', code: 52, formattedMessage: message }],
        },
      },
    ])
    expect(readdirSync(join(base, 'status'))).toEqual(['4.status'])
  })

  it('does not hold up a delete by failing to disable, and leaves no status', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'runtime/x64/node'))

    const { status, stderr } = handler(base, 'disable')

    expect(status).toBe(0)
    expect(stderr).toMatch(/^52: /)
    expect(readdirSync(join(base, 'status'))).toEqual([])
  })

  it.each(['install', 'update', 'uninstall', 'status'])('ends %s with the code and leaves no status', (operation) => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'runtime/x64/node'))

    expect(handler(base, operation).status).toBe(52)
    expect(readdirSync(join(base, 'status'))).toEqual([])
  })

  it('says it in what the agent keeps of an output', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'runtime/x64/node'))

    expect(handler(base, 'install').stderr.length).toBeLessThan(1590)
  })
})

describe('a program that fails outside of its own care', () => {
  const ends: [string, string, string][] = [
    ['cannot be parsed', 'const = 1', "70: The extension met an error of its own: Unexpected token '='."],
    ['throws while it is loaded', 'throw new Error("torn")', '70: The extension met an error of its own: torn.'],
    [
      'rejects',
      'exports.main = () => Promise.reject(new Error("late"))',
      '70: The extension met an error of its own: late.',
    ],
    [
      'rejects behind its own back',
      'exports.main = () => new Promise(() => void Promise.reject(new Error("lost")))',
      '70: The extension met an error of its own: lost.',
    ],
  ]

  it.each(ends)('%s: ends with one cause and one remedy in place of its source', (_, program, cause) => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'app/main.cjs'))
    writeFileSync(join(base, 'app/main.cjs'), `${program}; /* ${'x'.repeat(500_000)} */`)

    const { status, stderr } = handler(base, 'enable')

    expect(status).toBe(70)
    expect(stderr.split('\n')[0]).toBe(cause)
    expect(stderr.split('\n')[1]).toMatch(/^Open an issue/)
    expect(stderr.length).toBeLessThan(1590)
  })

  it('does not hold up a delete', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'app/main.cjs'))
    writeFileSync(join(base, 'app/main.cjs'), 'throw new Error("torn")')

    const { status, stderr } = handler(base, 'disable')

    expect(status).toBe(0)
    expect(stderr).toMatch(/^70: /)
  })
})

import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askSshd, optionOf, parseOptions, refusalOf } from '../../src/checks/effective-sshd.ts'
import type { Program } from '../world.ts'
import { World } from '../world.ts'

const sshd = '/usr/sbin/sshd'
const captured = ['debian-11', 'debian-12', 'debian-13']

/** What `sshd -T` printed on a fresh system. */
function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/sshd/${name}.txt`, import.meta.url), 'utf8')
}

describe('parseOptions', () => {
  it.each(captured)('reads all that the sshd of %s prints', (name) => {
    const options = parseOptions(fixture(name))

    expect(optionOf(options, 'usepam')).toBe('yes')
    expect(optionOf(options, 'authorizedkeyscommand')).toBe('none')
    expect(optionOf(options, 'pidfile')).toBe('/run/sshd.pid')
    expect(options.get('listenaddress')).toHaveLength(2)
    expect([...options.values()].flat()).toHaveLength(fixture(name).trim().split('\n').length)
  })

  it('keeps every value of a keyword, in their order, whatever the case of the keyword', () => {
    const options = parseOptions('allowusers a\nAllowUsers b@c\nallowusers a\n')

    expect(options.get('allowusers')).toEqual(['a', 'b@c', 'a'])
  })

  it('answers the first value, and nothing for what was not printed', () => {
    const options = parseOptions('port 22\nport 2222\nversionaddendum\n\n')

    expect([optionOf(options, 'port'), optionOf(options, 'versionaddendum'), optionOf(options, 'usepam')]).toEqual([
      '22',
      '',
      '',
    ])
    expect([...options.keys()]).toEqual(['port', 'versionaddendum'])
  })

  it('gives back what was written down, for any keywords and values', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/)
    const value = fc.stringMatching(/^[!-~](?:[ -~]{0,20}[!-~])?$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(word, value)), (lines) => {
        const options = parseOptions(lines.map(([key, text]) => `${key} ${text}\n`).join(''))
        for (const [key] of lines)
          expect(options.get(key)).toEqual(lines.filter(([other]) => other === key).map(([, text]) => text))
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseOptions(text)))
  })
})

const entra = 'user=check@example.com,host=localhost,addr=127.0.0.1'

describe('askSshd', () => {
  it('asks without a user for what holds outside of Match blocks', async () => {
    const world = new World().program(sshd, { stdout: 'port 22\n' })

    const answer = await askSshd(world.host(), sshd)

    expect(answer).toEqual({ kind: 'options', options: new Map([['port', ['22']]]), isTested: true })
    expect(world.calls).toEqual([[sshd, '-T']])
  })

  it('asks for a user', async () => {
    const world = new World().program(sshd, { stdout: 'port 22\n' })

    await askSshd(world.host(), sshd, { user: 'check@example.com' })

    expect(world.calls).toEqual([[sshd, '-T', '-C', entra]])
  })

  it('asks about a text through a pipe, whose exit code is that of sshd', async () => {
    const seen: string[] = []
    const world = new World().program('sh', (_, { input }) => {
      seen.push(input)
      return { stdout: 'port 2\n' }
    })

    await askSshd(world.host(), sshd, { user: 'check@example.com', configuration: 'Port 2\n' })

    expect(seen).toEqual(['Port 2\n'])
    expect(world.calls).toEqual([['sh', '-c', 'cat | "$@"', 'sh', sshd, '-T', '-f', '/dev/stdin', '-C', entra]])
  })

  it.each(['Missing privilege separation directory: /run/sshd', 'sshd: no hostkeys available -- exiting.'])(
    'asks the parser alone when sshd complains only after it has read all: %s',
    async (stderr) => {
      const world = new World().program(sshd, refuses('-T', stderr, { stdout: 'port 22\n' }))

      expect(await askSshd(world.host(), sshd)).toMatchObject({ kind: 'options', isTested: false })
      expect(world.calls).toEqual([
        [sshd, '-T'],
        [sshd, '-G'],
      ])
    },
  )

  it('gives an sshd that has no parser alone a directory that nobody else sees', async () => {
    const stderr = 'Missing privilege separation directory: /run/sshd\n'
    const world = new World()
      .program(sshd, refuses('-T', stderr, { exitCode: 1, stderr: 'unknown option -- G\n' }))
      .program('unshare', { stdout: 'port 22\n' })

    expect(await askSshd(world.host(), sshd)).toMatchObject({ kind: 'options', isTested: false })
    expect(world.calls.at(-1)).toEqual(expect.arrayContaining(['unshare', '--mount', sshd, '-T']))
  })

  it('tells the first complaint when neither is possible', async () => {
    const stderr = 'Missing privilege separation directory: /run/sshd\n'
    const usage = { exitCode: 1, stderr: 'unknown option -- G\nOpenSSH_8.4p1 Debian-5+deb11u3\n' }
    const world = new World().program(sshd, refuses('-T', stderr, usage))

    expect(await askSshd(world.host(), sshd)).toEqual({ kind: 'refusal', reason: stderr.trim() })
  })

  it('does not ask twice when the configuration is wrong', async () => {
    const stderr = '/etc/ssh/sshd_config: line 123: Bad configuration option: Bogus\nterminating, 1 bad\n'
    const world = new World().program(sshd, { exitCode: 255, stderr })

    expect(await askSshd(world.host(), sshd)).toEqual({
      kind: 'refusal',
      reason: '/etc/ssh/sshd_config: line 123: Bad configuration option: Bogus',
    })
    expect(world.calls).toHaveLength(1)
  })
})

describe('refusalOf', () => {
  it.each([
    [{ exitCode: 1, stdout: '', stderr: ' \nfirst\nsecond' }, 'first'],
    [{ exitCode: 1, stdout: '', stderr: '' }, 'it ended with 1'],
    [{ exitCode: undefined, stdout: '', stderr: '', problem: 'timed out' }, 'timed out'],
    [{ exitCode: undefined, stdout: '', stderr: '' }, 'it ended with nothing'],
  ])('%j', (result, reason) => {
    expect(refusalOf(result)).toBe(reason)
  })
})

function refuses(mode: string, stderr: string, otherwise: ReturnType<Program>): Program {
  return (argv) => (argv.includes(mode) ? { exitCode: 255, stderr } : otherwise)
}

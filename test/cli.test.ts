import { describe, expect, it, vi } from 'vitest'
import { readCommandLine } from '../src/cli.ts'
import { operationNames } from '../src/core/limits.ts'
import { verbNames, type VerbRequest } from '../src/core/verb.ts'

describe('readCommandLine', () => {
  it.each(operationNames)('understands %s', async (operation) => {
    expect(await readCommandLine([operation], '1.2.3')).toEqual({ kind: 'operation', operation, standalone: false })
  })

  it.each(['install', 'enable', 'uninstall'])('understands %s without an agent', async (operation) => {
    const wanted = { kind: 'operation', operation, standalone: true }

    expect(await readCommandLine([operation, '--standalone'], '1.2.3')).toEqual(wanted)
  })

  it.each(['update', 'disable', 'check'])('has no %s without an agent', async (word) => {
    expect(await readCommandLine([word, '--standalone'], '1.2.3')).toMatchObject({ kind: 'wrong' })
  })

  it.each(['--help', 'help'])('explains the commands for %s', async (word) => {
    const line = await readCommandLine([word], '1.2.3')

    expect(line.kind).toBe('text')
    const text = line.kind === 'text' ? line.text : ''
    expect(text).toMatch(/^handler\.sh <command>/)
    for (const name of [...operationNames, ...verbNames])
      expect(text).toMatch(new RegExp(`handler\\.sh ${name} +(?:\\[\\w+\\] +)?[A-Z]`))
  })

  it('explains one command', async () => {
    expect(await readCommandLine(['install', '--help'], '1.2.3')).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('handler.sh install') as string,
    })
  })

  it('tells the version', async () => {
    expect(await readCommandLine(['--version'], '1.2.3')).toEqual({ kind: 'text', text: '1.2.3' })
  })

  const verbs: [string, VerbRequest][] = [
    ['check', { verb: 'check', json: false, waitSeconds: 0 }],
    ['check --json --wait 600', { verb: 'check', json: true, waitSeconds: 600 }],
    ['plan', { verb: 'plan', json: false, operation: 'install' }],
    ['plan --operation uninstall --json', { verb: 'plan', json: true, operation: 'uninstall' }],
    ['status', { verb: 'status', json: false }],
    ['status --json', { verb: 'status', json: true }],
    ['explain', { verb: 'explain', json: false }],
    ['explain 22', { verb: 'explain', json: false, code: '22' }],
    ['explain --json identity.missing', { verb: 'explain', json: true, code: 'identity.missing' }],
    ['support-bundle', { verb: 'support-bundle', json: false }],
    ['support-bundle --output x', { verb: 'support-bundle', json: false, output: 'x' }],
    ['support-bundle --output a --output=b', { verb: 'support-bundle', json: false, output: 'b' }],
  ]

  it.each(verbs)('understands %s', async (line, request) => {
    expect(await readCommandLine(line.split(' '), '1.2.3')).toEqual({ kind: 'verb', request })
  })

  it.each([
    ['no command', [], 'a command is missing'],
    ['a wait of words', ['check', '--wait', 'long'], '--wait'],
    ['a wait that is too long', ['check', '--wait', '601'], '600'],
    ['a wait that is negative', ['check', '--wait=-1'], '--wait'],
    ['a wait of nothing', ['check', '--wait'], 'wait'],
    ['a plan of what changes nothing', ['plan', '--operation', 'disable'], 'disable'],
    ['an output of nothing', ['support-bundle', '--output'], 'output'],
    ['two codes', ['explain', '22', '23'], '23'],
    ["an option of another verb's", ['status', '--wait', '1'], 'wait'],
    ['JSON of an operation', ['install', '--json'], 'json'],
    ['an empty command', [''], ''],
    ['an unknown command', ['reinstall'], 'reinstall'],
    ['a command in upper case', ['INSTALL'], 'INSTALL'],
    ['a command with a capital', ['Enable'], 'Enable'],
    ['two commands', ['install', 'enable'], 'enable'],
    ['an argument too many', ['install', 'now'], 'now'],
    ['an unknown option', ['install', '--force'], 'force'],
    ['an option of one letter', ['enable', '-x'], 'x'],
    ['only an option', ['--force'], ''],
    ['a name of every object', ['constructor'], 'constructor'],
    ['something that is no text', ['\u0000install'], ''],
  ])('refuses %s and says why', async (_, argv, named) => {
    const line = await readCommandLine(argv, '1.2.3')

    expect(line.kind).toBe('wrong')
    const problem = line.kind === 'wrong' ? line.problem : ''
    expect(problem).not.toBe('')
    expect(problem).toContain(named)
    expect(problem).not.toContain('\n')
  })

  it('writes nothing itself and does not end the process', async () => {
    const told = [
      ...(['log', 'error', 'warn', 'info'] as const).map((method) => vi.spyOn(console, method)),
      ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write')),
      vi.spyOn(process, 'exit'),
    ]

    for (const argv of [['--help'], ['--version'], [], ['x'], ['install']]) await readCommandLine(argv, '1.2.3')

    for (const spy of told) {
      expect(spy).not.toHaveBeenCalled()
      spy.mockRestore()
    }
    expect(process.exitCode).toBeUndefined()
  })
})

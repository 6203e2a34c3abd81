import { describe, expect, it, vi } from 'vitest'
import { readCommandLine } from '../src/cli.ts'
import { operationNames } from '../src/core/limits.ts'

describe('readCommandLine', () => {
  it.each(operationNames)('understands %s', async (operation) => {
    expect(await readCommandLine([operation], '1.2.3')).toEqual({ kind: 'operation', operation })
  })

  it.each(['--help', 'help'])('explains the commands for %s', async (word) => {
    const line = await readCommandLine([word], '1.2.3')

    expect(line.kind).toBe('text')
    const text = line.kind === 'text' ? line.text : ''
    expect(text).toMatch(/^handler\.sh <command>/)
    for (const operation of operationNames) expect(text).toMatch(new RegExp(`handler\\.sh ${operation} +[A-Z]`))
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

  it.each([
    ['no command', [], 'a command is missing'],
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

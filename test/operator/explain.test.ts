import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { failures } from '../../src/core/failures.ts'
import { Vm } from '../operations/vm.ts'
import { ask, documentOf } from './person.ts'

const codes = Object.entries(failures)

describe('explain', () => {
  it('gives cause, remedy and who acts for an exit code', async () => {
    const { exitCode, out, err } = await ask(new Vm(), { verb: 'explain', code: '24', json: false })

    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toBe(
      [
        '24  memory.too-small',
        '  Cause     This VM has <found> of memory; login needs at least 1 GB.',
        '  Remedy    Resize the VM to a size with 1 GiB of memory or more, then run the same az vm extension set again.',
        '  Who acts  The customer: settings, network or identity of the VM. It stays until somebody acts.\n',
      ].join('\n'),
    )
  })

  it('explains every failure of an exit code', async () => {
    const answered = await ask(new Vm(), { verb: 'explain', code: '22', json: true })

    const { failures: found } = documentOf(answered, 'explain')
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(['identity.missing']))
    expect(found.map(({ exit }) => exit)).toEqual(found.map(() => 22))
    expect(found.length).toBeGreaterThan(1)
  })

  it.each(codes)('knows %s by its name, in whatever case', async (code, { cause }) => {
    const answered = await ask(new Vm(), { verb: 'explain', code: ` ${code.toUpperCase()}`, json: true })

    expect(documentOf(answered, 'explain').failures).toMatchObject([{ code, cause }])
  })

  it('lists all, by exit code, one line each for a pipe', async () => {
    const { out } = await ask(new Vm(), { verb: 'explain', json: false })

    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(codes.length + 1)
    expect(lines[0]).toMatch(/^Exit {2}Failure +Acts +Cause$/)
    const exits = lines.slice(1).map((line) => Number(line.split(' ')[0]))
    expect(exits).toEqual(exits.toSorted((a, b) => a - b))
  })

  it('keeps within the width of a terminal', async () => {
    const { out } = await ask(new Vm(), { verb: 'explain', code: '22', json: false }, { columns: 60 })

    const widths = out.split('\n').map((line) => stripVTControlCharacters(line).length)
    expect(Math.max(...widths)).toBeLessThanOrEqual(60)
    expect(out).toContain('\u001B[1m22  identity.missing\u001B[22m')
  })

  it('says that 0 is no failure', async () => {
    expect(await ask(new Vm(), { verb: 'explain', code: '0', json: false })).toMatchObject({
      exitCode: 0,
      out: '0: done, or already so.\n',
    })
  })

  it.each(['99', 'identity', '', 'constructor', '22x'])('refuses "%s" and names the codes', async (code) => {
    const { exitCode, out, err } = await ask(new Vm(), { verb: 'explain', code, json: false })

    expect([exitCode, out]).toEqual([69, ''])
    expect(err).toMatch(new RegExp(`^69: .*there is no failure "${code}"; exit codes: 0, 20, 21, 22, .*\n.+\n$`))
  })

  it('needs no root and touches nothing', async () => {
    const vm = new Vm()

    const { exitCode, journal } = await ask(vm, { verb: 'explain', code: '22', json: false }, { isRoot: false })

    expect(exitCode).toBe(0)
    expect(journal).toMatchObject({ opened: undefined, closed: true })
    expect(vm.story).toEqual([])
  })
})

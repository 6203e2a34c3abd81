import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Vm } from '../operations/vm.ts'
import { ask } from './person.ts'

describe('check for a person', () => {
  it('is a row for each check, a remedy below what blocks, and a sum', async () => {
    const vm = new Vm()
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })

    const { exitCode, out, err } = await ask(vm, { verb: 'check', json: false, waitSeconds: 0 })

    const lines = out.split('\n')
    expect([exitCode, err]).toEqual([22, ''])
    expect(lines[0]).toBe('Debian GNU/Linux 12 (bookworm), handler 1.0.0, 2026-11-22 00:00:00 UTC. Nothing is changed.')
    expect(lines[2]).toBe('  ok       supported-os      Debian GNU/Linux 12 (bookworm) on x86_64 (current).')
    const at = lines.findIndex((line) => line.includes('managed-identity'))
    expect(lines[at]).toMatch(/^ {2}BLOCKED {2}managed-identity {2}22: This VM has no system-assigned managed identity/)
    expect(lines[at + 1]).toMatch(/^ {29}Assign one: az vm identity assign/)
    expect(lines.at(-2)).toMatch(
      /^1 blocked, 0 warnings, \d+ ok\. An install would end with 22 \(identity\.missing\)\.$/,
    )
  })

  it('says so when nothing is in the way', async () => {
    const { out } = await ask(new Vm(), { verb: 'check', json: false, waitSeconds: 0 })

    expect(out).toMatch(/0 blocked, 0 warnings, \d+ ok\. Nothing known stands in the way of an install\.\n$/)
  })

  it('has colour and stays within the width of a terminal', async () => {
    const vm = new Vm()
    vm.world.freeBytes = 0
    vm.world.file('/proc/sys/crypto/fips_enabled', '1\n')

    const { out } = await ask(vm, { verb: 'check', json: false, waitSeconds: 0 }, { columns: 90 })

    expect(out).toContain('\u001B[31mBLOCKED\u001B[39m  file-systems')
    expect(out).toContain('\u001B[33mwarning\u001B[39m  fips')
    expect(out).toContain('\u001B[32mok\u001B[39m       memory')
    const widths = stripVTControlCharacters(out)
      .split('\n')
      .map((line) => line.length)
    expect(Math.max(...widths)).toBeLessThanOrEqual(90)
  })

  it('lets no text of the machine speak to the terminal', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', 'ID=plan9\nPRETTY_NAME="Plan \u001B]0;owned\u0007 9"\n')

    const { out } = await ask(vm, { verb: 'check', json: false, waitSeconds: 0 }, { columns: 90 })

    expect(stripVTControlCharacters(out)).toContain('owned')
    expect(out).not.toContain('\u0007')
    expect(out).not.toContain('\u001B]')
  })
})

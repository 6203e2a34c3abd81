import { describe, expect, it } from 'vitest'
import { installed } from './installed.ts'
import { machineHash } from './told.ts'
import { at, ok, microsoftKey, Vm } from './vm.ts'

const mirror = { repository: { baseUrl: 'https://mirror.contoso.com' } }

describe('a failed install whose own entry could not be put back', () => {
  /** The entry has become one for a mirror that then refuses, and stays so for want of space. */
  async function stuck() {
    const { vm, before } = await installed()
    const first = vm.world.text(at.entry)
    vm.answer = ({ url }) => (url.startsWith(mirror.repository.baseUrl) ? ok(`key ${microsoftKey}`) : ok(''))
    vm.settings(mirror, { sequence: 1 })
    vm.packages.faults.push({ verb: 'refresh', exitCode: 100, output: 'E: 403 Forbidden\n' })
    let writes = 0
    vm.refuses = (line) => line.startsWith(`write ${at.entry}`) && (writes += 1) > 1
    const { exitCode, stderr } = await vm.run('install', { sequence: 1 })
    vm.refuses = () => false
    expect(writes).toBe(2)
    return { vm, before, first, exitCode, stderr }
  }

  it('says that it stays', async () => {
    const { vm, first, exitCode, stderr } = await stuck()

    expect(exitCode).toBe(67)
    expect(stderr).toContain(`restore ${at.entry}`)
    expect(vm.world.text(at.entry)).not.toBe(first)
  })

  it('takes the entry away at a delete: nobody else has written it', async () => {
    const { vm, before } = await stuck()

    expect(await vm.run('uninstall', { sequence: 1 })).toMatchObject({ exitCode: 0, stderr: '' })

    expect(machineHash(vm)).toBe(before)
  })

  it('writes the entry anew at the next command', async () => {
    const { vm, first } = await stuck()
    vm.settings({}, { sequence: 2 })

    expect((await vm.run('enable', { sequence: 2 })).exitCode).toBe(0)

    expect(vm.world.text(at.entry)).toBe(first)
  })
})

describe('a failed install whose packages do not go for their scripts', () => {
  it('removes them without, once the wiring is out', async () => {
    const vm = new Vm()
    const before = machineHash(vm)
    vm.world.program('dpkg', {})
    const script = 'dpkg: error processing package aadsshlogin: prerm returned error exit status 1\n'
    const refusal = { verb: 'purge', exitCode: 100, output: script } as const
    const half = { verb: 'install', exitCode: 100, output: script, leaves: 'install ok half-configured' } as const
    vm.packages.faults.push(half, half, refusal, refusal)

    const { exitCode } = await vm.run('install')

    expect([exitCode, vm.packages.history.slice(-3)]).toEqual([64, Array(3).fill('purge aadsshlogin')])
    expect(machineHash(vm)).toBe(before)
  })
})

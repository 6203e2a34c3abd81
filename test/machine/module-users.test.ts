import { beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { usersOf } from '../../src/machine/module-users.ts'
import { World } from '../world.ts'

const maria = 'maria@example.com:*:2000000:100:Maria:/home/maria:/bin/bash\n'

let world: World
beforeEach(() => {
  world = new World()
    .file('/etc/passwd', 'root:x:0:0::/root:/bin/sh\nlocal:x:1000:1000::/home/local:/bin/sh\n')
    .program('getent', { exitCode: 2, stdout: maria })
})

async function users(...uids: number[]): Promise<[number, string][]> {
  return [...(await usersOf(world.host(), 'aad', new Set(uids)))]
}

describe('usersOf', () => {
  it('asks the module, once, for those who are not local', async () => {
    expect(await users(0, 1000, 2_000_000, 33)).toEqual([[2_000_000, 'maria@example.com']])
    expect(world.calls).toEqual([['getent', '-s', 'aad', 'passwd', '2000000', '33']])
  })

  it('asks nobody where all are local', async () => {
    world.file('/etc/aadpasswd', 'root2:*:0:0:::\nlocal2:*:1000:100:::\n')

    expect(await users(0, 1000)).toEqual([])
    expect(world.calls).toEqual([])
  })

  it('never answers root, a local user or somebody it was not asked for, whatever module and file say', async () => {
    const lies = 'evil:*:0:0:::\nevil:*:1000:100:::\nother:*:2000001:100:::\n'
    world.program('getent', { stdout: lies }).file('/etc/aadpasswd', lies)

    expect(await users(0, 1000, 2_000_000)).toEqual([])
  })

  it.each([
    ['is gone', { exitCode: undefined, problem: 'ENOENT' }],
    ['does not answer in time', { exitCode: undefined, problem: 'timeout' }],
    ['knows nobody', { exitCode: 2 }],
  ])('reads the file of the module where it %s', async (_, answer) => {
    world.program('getent', answer).file('/etc/aadpasswd', maria)

    expect(await users(2_000_000)).toEqual([[2_000_000, 'maria@example.com']])
  })

  it('believes the module where the file says something else', async () => {
    world.file('/etc/aadpasswd', maria.replace('maria@', 'old@'))

    expect(await users(2_000_000)).toEqual([[2_000_000, 'maria@example.com']])
  })

  it.each([
    ['without a number', 'maria:*::100:::\nanna:*:2e6:100:::\n-1:*:-1\n\n:\nx'],
    ['too long', maria + '#'.repeat(limits.read.configurationBytes)],
  ])('takes nothing from a file of lines %s', async (_, text) => {
    world.program('getent', {}).file('/etc/aadpasswd', text)

    expect(await users(2_000_000)).toEqual([])
  })

  it('answers for a machine without a file of users', async () => {
    world.entries.delete('/etc/passwd')

    expect(await users(0, 2_000_000)).toEqual([[2_000_000, 'maria@example.com']])
  })
})

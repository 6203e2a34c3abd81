import { describe, expect, it } from 'vitest'
import { keepFiles } from '../../src/machine/kept-files.ts'
import { layout } from '../../src/machine/layout.ts'
import { withCoreutils } from '../coreutils.ts'
import { World } from '../world.ts'

const places = ['/etc/ssh/sshd_config', '/etc/pam.d', '/etc/absent']

function machine(): World {
  return withCoreutils(new World())
    .file('/etc/ssh/sshd_config', 'one', 0o600)
    .file('/etc/pam.d/common-auth-pc', 'two')
    .link('/etc/pam.d/common-auth', '/etc/pam.d/common-auth-pc')
    .file('/etc/pam.d/sshd', 'three')
    .link('/etc/pam.d/other', '/srv/other')
    .file('/srv/other', 'four')
}

describe('keepFiles', () => {
  it('brings back what was changed, removed and made, and touches nothing else', async () => {
    const world = machine()
    const kept = await keepFiles(world.host(), places)
    const untouched = world.entries.get('/etc/pam.d/sshd')
    world.time += 1000
    world.file('/etc/ssh/sshd_config', 'spoilt').file('/etc/pam.d/new', 'x').file('/srv/other', 'spoilt')
    world.entries.delete('/etc/pam.d/common-auth-pc')

    const restored = await kept.restore()

    expect(restored.sort()).toEqual([
      '/etc/pam.d/common-auth-pc',
      '/etc/pam.d/new',
      '/etc/ssh/sshd_config',
      '/srv/other',
    ])
    expect([world.text('/etc/ssh/sshd_config'), world.mode('/etc/ssh/sshd_config')]).toEqual(['one', 0o600])
    expect(world.links.get('/etc/pam.d/common-auth')).toBe('/etc/pam.d/common-auth-pc')
    expect([world.text('/etc/pam.d/common-auth-pc'), world.text('/srv/other')]).toEqual(['two', 'four'])
    expect(world.entries.has('/etc/pam.d/new')).toBe(false)
    expect(world.entries.get('/etc/pam.d/sshd')).toBe(untouched)
  })

  it('gives a file that it brought back the time of now: who has read the other one must see it', async () => {
    const world = machine()
    const kept = await keepFiles(world.host(), places)
    world.time += 1000
    world.file('/etc/ssh/sshd_config', 'spoilt')
    world.time += 1000
    await kept.restore()

    expect(world.entries.get('/etc/ssh/sshd_config')?.mtimeMs).toBe(world.time)
  })

  it('brings back a link that was replaced by a file', async () => {
    const world = machine()
    const kept = await keepFiles(world.host(), places)
    world.links.delete('/etc/pam.d/common-auth')
    world.file('/etc/pam.d/common-auth', 'spoilt')

    expect(await kept.restore()).toEqual(['/etc/pam.d/common-auth'])
    expect(world.links.get('/etc/pam.d/common-auth')).toBe('/etc/pam.d/common-auth-pc')
  })

  it('brings back a mode', async () => {
    const world = machine()
    const kept = await keepFiles(world.host(), places)
    world.entries.get('/etc/ssh/sshd_config')!.mode = 0o644

    expect(await kept.restore()).toEqual(['/etc/ssh/sshd_config'])
    expect(world.mode('/etc/ssh/sshd_config')).toBe(0o600)
  })

  it('keeps them where only root reads, and leaves nothing behind', async () => {
    const world = machine()
    const before = world.hash((path) => path.startsWith('/var'))
    const kept = await keepFiles(world.host(), places)

    expect(world.text(`${layout.kept}/etc/ssh/sshd_config`)).toBe('one')
    expect(await kept.restore()).toEqual([])
    await kept.forget()

    expect([...world.entries.keys()].filter((path) => path.startsWith(layout.kept))).toEqual([])
    expect(world.hash((path) => path.startsWith('/var'))).toBe(before)
  })

  it('fails where nothing can be kept, before anything is tried', async () => {
    const world = machine().program('cp', { exitCode: 1, stderr: 'cp: No space left on device\n' })

    await expect(keepFiles(world.host(), places)).rejects.toThrow('cp: cp: No space left on device')
  })
})

import { describe, expect, it } from 'vitest'
import { configurationFiles, includedBy } from '../../src/checks/sshd-files.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

describe('includedBy', () => {
  it.each([
    ['Include /etc/ssh/sshd_config.d/*.conf', ['/etc/ssh/sshd_config.d/*.conf']],
    ['  include="local.conf" # ours', ['/etc/ssh/local.conf']],
    ['INCLUDE a /b', ['/etc/ssh/a', '/b']],
    ['#Include /x', []],
    ['IncludeX /x', []],
    ['Include', []],
    ['', []],
  ])('%j', (line, paths) => {
    expect(includedBy(`UsePAM yes\n${line}\n`)).toEqual(paths)
  })
})

describe('configurationFiles', () => {
  const files = (world: World): Promise<string[]> => configurationFiles(world.host(), targetOf('debian-12'))

  it('are the own file, the fragments with their folder, and all that is included', async () => {
    const world = new World()
      .file('/etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\nInclude /srv/?.conf\n')
      .file('/etc/ssh/sshd_config.d/50-cloud.conf', 'Include /srv/deep\n')
      .file('/etc/ssh/sshd_config.d/50-cloud.bak', '')
      .file('/srv/a.conf', '')
      .file('/srv/ab.conf', '')

    expect(await files(world)).toEqual([
      '/etc/ssh/sshd_config.d',
      '/etc/ssh/sshd_config',
      '/etc/ssh/sshd_config.d/50-cloud.conf',
      '/srv/a.conf',
      '/srv/deep',
    ])
  })

  it('end where files include each other', async () => {
    const world = new World().file('/etc/ssh/sshd_config', 'Include a\n').file('/etc/ssh/a', 'Include sshd_config\n')

    expect((await files(world)).slice(1)).toEqual(['/etc/ssh/sshd_config', '/etc/ssh/a'])
  })
})

import { describe, expect, it } from 'vitest'
import { filesOfSsh, filesWithModule } from '../../src/checks/pam-stack.ts'
import { World } from '../world.ts'

const wiring = { pam: { files: ['/etc/pam.d/common-auth'], module: 'pam_aad' } }

describe('filesOfSsh', () => {
  it('follows every way to include a file, once', async () => {
    const world = new World()
      .file('/etc/pam.d/sshd', '@include common-auth\naccount include password-auth\n-session substack deep\n')
      .file('/etc/pam.d/common-auth', 'auth required pam_unix.so\n')
      .file('/etc/pam.d/password-auth', 'account substack /etc/pam.d/deep\n')
      .file('/etc/pam.d/deep', 'account required pam_unix.so # include other\n@include none\n')

    expect(await filesOfSsh(world.host(), wiring)).toEqual([
      '/etc/pam.d/sshd',
      '/etc/pam.d/common-auth',
      '/etc/pam.d/password-auth',
      '/etc/pam.d/deep',
    ])
  })

  it('ends where files include each other', async () => {
    const world = new World()
      .file('/etc/pam.d/sshd', 'auth include a\n')
      .file('/etc/pam.d/a', 'auth include b\n')
      .file('/etc/pam.d/b', 'auth include a\nauth include sshd\n')

    expect(await filesOfSsh(world.host(), wiring)).toEqual(['/etc/pam.d/sshd', '/etc/pam.d/a', '/etc/pam.d/b'])
  })

  it('finds the files that the distribution keeps', async () => {
    const vendorFolders = [{ of: '/etc/pam.d', in: '/usr/lib/pam.d' }]
    const world = new World()
      .file('/usr/lib/pam.d/sshd', 'account include common-account\n')
      .file('/etc/pam.d/common-account', 'account required pam_aad.so\n')

    expect(await filesOfSsh(world.host(), { ...wiring, vendorFolders })).toEqual([
      '/etc/pam.d/sshd',
      '/etc/pam.d/common-account',
    ])
  })

  it('are none where sshd has no file', async () => {
    expect(await filesOfSsh(new World().host(), wiring)).toEqual([])
  })
})

describe('filesWithModule', () => {
  it.each([
    ['account [default=ignore] pam_aad.so\n', true],
    ['auth optional /lib/security/pam_aad.so debug\n', true],
    ['# auth pam_aad.so\n', false],
    ['auth pam_unix.so # pam_aad.so\n', false],
    ['auth pam_aadx.so\n', false],
  ])('%j: %s', async (text, has) => {
    const world = new World().file('/etc/pam.d/sshd', text)

    expect(await filesWithModule(world.host(), wiring, ['/etc/pam.d/sshd', '/etc/pam.d/none'])).toEqual(
      has ? ['/etc/pam.d/sshd'] : [],
    )
  })
})

import { describe, expect, it } from 'vitest'
import { placesOf } from '../../src/core/vendor-files.ts'

const vendorFolders = [
  { of: '/etc/pam.d', in: '/usr/lib/pam.d' },
  { of: '/etc', in: '/usr/etc' },
]

describe('placesOf', () => {
  it.each([
    ['/etc/nsswitch.conf', ['/etc/nsswitch.conf', '/usr/etc/nsswitch.conf']],
    ['/etc/pam.d/sshd', ['/etc/pam.d/sshd', '/usr/lib/pam.d/sshd', '/usr/etc/pam.d/sshd']],
    ['/etc/ssh/sshd_config.d', ['/etc/ssh/sshd_config.d', '/usr/etc/ssh/sshd_config.d']],
    ['/etcetera/file', ['/etcetera/file']],
    ['/var/etc/file', ['/var/etc/file']],
  ])('%s', (path, places) => {
    expect(placesOf(path, { vendorFolders })).toEqual(places)
  })

  it('is the path alone where the distribution keeps nothing elsewhere', () => {
    expect(placesOf('/etc/nsswitch.conf', {})).toEqual(['/etc/nsswitch.conf'])
  })
})

import { describe, expect, it } from 'vitest'
import type { MissingPiece } from '../../src/core/piece.ts'
import { missingPam } from '../../src/checks/pam-wiring.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const account = '/etc/pam.d/common-account'
const line = 'account [default=ignore] pam_aad.so\n'

const module = '/usr/lib/x86_64-linux-gnu/security/pam_aad.so'

function missing(world: World): Promise<MissingPiece[]> {
  return missingPam(world.host(), targetOf('debian-12'))
}

describe('missingPam', () => {
  it.each<[string, World]>([
    [
      'in a file that sshd includes',
      new World().file('/etc/pam.d/sshd', '@include common-account\n').file(account, line),
    ],
    ['in the file of sshd', new World().file('/etc/pam.d/sshd', line)],
    ['somewhere, where sshd has no file', new World().file(account, line)],
  ])('is nothing when the module stands %s', async (_, world) => {
    expect(await missing(world.file(module, ''))).toEqual([])
  })

  it('tells a module that sshd does not reach (F054)', async () => {
    const world = new World().file('/etc/pam.d/sshd', '@include hardened\n').file(account, line)

    expect(await missing(world)).toEqual([
      { piece: 'pam', what: `pam_aad is in ${account}, but /etc/pam.d/sshd does not lead there` },
    ])
  })

  it('tells a module that is nowhere (F006)', async () => {
    const world = new World()
      .file('/etc/pam.d/sshd', '@include common-account\n')
      .file(account, 'account pam_unix.so\n')

    expect(await missing(world)).toEqual([
      {
        piece: 'pam',
        what: 'pam_aad is in none of /etc/pam.d/common-account, /etc/pam.d/common-auth, /etc/pam.d/common-session, /etc/pam.d/sshd',
      },
    ])
  })

  it('tells a module whose file is gone, which keeps everybody out', async () => {
    const world = new World().file('/etc/pam.d/sshd', '@include common-account\n').file(account, line)

    expect(await missing(world)).toEqual([
      { piece: 'pam-module', what: `${account} name pam_aad, but there is no pam_aad.so` },
    ])
  })

  it('finds the module behind a link, and where Red Hat and SUSE have it', async () => {
    const world = (): World => new World().file('/etc/pam.d/sshd', line)

    expect(await missing(world().file('/usr/lib64/security/pam_aad.so', ''))).toEqual([])
    expect(await missing(world().link('/lib64/security/pam_aad.so', '/opt/gone.so'))).toHaveLength(1)
  })
})

import { describe, expect, it } from 'vitest'
import { missingPam } from '../../src/checks/pam-wiring.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const account = '/etc/pam.d/common-account'
const line = 'account [default=ignore] pam_aad.so\n'

function missing(world: World): Promise<string[]> {
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
    expect(await missing(world)).toEqual([])
  })

  it('tells a module that sshd does not reach (F054)', async () => {
    const world = new World().file('/etc/pam.d/sshd', '@include hardened\n').file(account, line)

    expect(await missing(world)).toEqual([`pam_aad is in ${account}, but /etc/pam.d/sshd does not lead there`])
  })

  it('tells a module that is nowhere (F006)', async () => {
    const world = new World()
      .file('/etc/pam.d/sshd', '@include common-account\n')
      .file(account, 'account pam_unix.so\n')

    expect(await missing(world)).toEqual([
      'pam_aad is in none of /etc/pam.d/common-account, /etc/pam.d/common-auth, /etc/pam.d/common-session, /etc/pam.d/sshd',
    ])
  })
})

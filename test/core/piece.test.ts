import { describe, expect, it } from 'vitest'
import { commandsFor, pieces, type ByHand, type Piece } from '../../src/core/piece.ts'

const names = {
  login: 'login',
  selinux: 'policy',
  sshdUnit: 'ssh.service',
  nss: { file: '/etc/nsswitch.conf', database: 'passwd', module: 'aad' },
}
const others = { purge: 'sudo gone {name}', goBack: 'sudo older {name}' }
const rpm: ByHand = { reinstall: 'sudo anew {name}', ...others }
const deb: ByHand = { ...rpm, reconfigure: 'sudo again {name}' }

describe('commandsFor', () => {
  it.each<[Piece, string, string]>([
    ['command', 'sudo anew login', 'sudo anew login'],
    ['nss-module', 'sudo anew login', 'sudo anew login'],
    ['pam-module', 'sudo anew login', 'sudo anew login'],
    [
      'nss',
      "sudo sed -i '/^passwd:/s/$/ aad/' /etc/nsswitch.conf",
      "sudo sed -i '/^passwd:/s/$/ aad/' /etc/nsswitch.conf",
    ],
    ['pam', 'sudo again login; sudo pam-auth-update', 'sudo anew login'],
    ['sshd', 'sudo again login', 'sudo anew login'],
    ['sudoers', 'sudo visudo -f /etc/sudoers.d/aad_admins', 'sudo visudo -f /etc/sudoers.d/aad_admins'],
    ['selinux-module', 'sudo again policy', 'sudo anew policy'],
    [
      'sshd-reload',
      'sudo sshd -t && sudo systemctl reload ssh.service',
      'sudo sshd -t && sudo systemctl reload ssh.service',
    ],
  ])('%s', (piece, withScripts, without) => {
    expect([commandsFor([piece], deb, names), commandsFor([piece], rpm, names)]).toEqual([withScripts, without])
  })

  it('names a command for every piece, and each once', () => {
    for (const piece of pieces) expect(commandsFor([piece], rpm, names)).toMatch(/^sudo /)
    expect(commandsFor(['command', 'nss-module', 'sshd'], deb, names)).toBe('sudo anew login; sudo again login')
    expect(commandsFor([], deb, names)).toBe('')
  })
})

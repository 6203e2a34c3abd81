import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { at, Vm } from '../operations/vm.ts'
import { ask } from './person.ts'

describe('status for a person', () => {
  it('is a page', async () => {
    const vm = new Vm()
    await vm.run('install')
    await vm.run('enable', { sequence: 3 })

    const { out } = await ask(vm, { verb: 'status', json: false })

    expect(out.split('\n')).toEqual([
      'Handler  Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux 1.0.0',
      `Folder   ${at.folder('1.0.0')}`,
      `Log      ${at.logFolder}/handler.log`,
      'System   Debian GNU/Linux 12 (bookworm) (x86_64)',
      '',
      'Login',
      '  aadsshlogin          1.0.3',
      '  aadsshlogin-selinux  not installed',
      '  login                works: NSS, PAM and sshd are set up for Microsoft Entra users.',
      expect.stringMatching(/^ {2}verified {13}2026-11-22 00:00:\d\d UTC, nothing it read has changed since$/),
      '  sessions             wait: a delete waits for users who are logged in',
      '',
      'Recorded',
      `  added file      ${at.keyring}`,
      `  added file      ${at.entry}`,
      '  added packages  aadsshlogin',
      '',
      'Last told to the guest agent',
      expect.stringMatching(/^ {2}when {5}2026-11-22 00:00:\d\d UTC, Enable, sequence 3$/),
      '  status   success',
      expect.stringMatching(/^ {2}message {2}Login with Microsoft Entra ID is set up/),
      '',
    ])
  })

  it('shows what is wrong in colour, within the width', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.world.file('/etc/nsswitch.conf', 'passwd: files\n').file(at.entry, 'changed')

    const { out } = await ask(vm, { verb: 'status', json: false }, { columns: 100 })

    expect(out).toContain('\u001B[31mdoes not work\u001B[39m: "aad" is not in the passwd line')
    expect(out).toContain(`${at.entry} \u001B[33m(changed)\u001B[39m`)
    expect(
      Math.max(
        ...stripVTControlCharacters(out)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100)
  })
})

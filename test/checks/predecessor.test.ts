import { describe, expect, it } from 'vitest'
import { checkPredecessor } from '../../src/checks/predecessor.ts'
import { shippedProfiles } from '../core/distro-data.ts'

const { packageManager, packages } = shippedProfiles().profiles.find(({ id }) => id === 'debian')!
const target = { packageManager, packages }
const folder = '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-1.0.1588.3'

describe('checkPredecessor', () => {
  it('passes a machine that has neither packages nor folders', () => {
    expect(checkPredecessor({ packages: [], folders: [] }, target)).toEqual({
      check: 'predecessor',
      verdict: 'passed',
      message: 'AADLoginForLinux is not on this VM.',
    })
  })

  it.each([
    [['aadlogin'], [], 'package aadlogin', 'sudo apt-get remove aadlogin'],
    [
      ['aadlogin', 'aadlogin-selinux'],
      [folder],
      `packages aadlogin, aadlogin-selinux; folder ${folder}`,
      'sudo apt-get remove aadlogin aadlogin-selinux',
    ],
    [[], [folder, `${folder}.1`], `folders ${folder}, ${folder}.1`, 'sudo apt-get remove aadlogin aadlogin-selinux'],
  ])('packages %j and folders %j block', (found, folders, text, command) => {
    expect(checkPredecessor({ packages: found, folders }, target)).toEqual({
      check: 'predecessor',
      verdict: 'blocked',
      code: 'predecessor.present',
      detail: { found: text, command },
    })
  })

  it('names the package manager of the machine', () => {
    const finding = checkPredecessor({ packages: ['aadlogin'], folders: [] }, { ...target, packageManager: 'zypper' })

    expect(finding).toMatchObject({ detail: { command: 'sudo zypper remove aadlogin' } })
  })
})

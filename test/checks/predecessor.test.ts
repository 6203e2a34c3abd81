import { describe, expect, it } from 'vitest'
import { checkPredecessor } from '../../src/checks/predecessor.ts'
import type { Predecessor } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import { shippedProfiles } from '../core/distro-data.ts'

const { packageManager, packages } = shippedProfiles().profiles.find(({ id }) => id === 'debian')!
const target = { packageManager, packages }
const folder = '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-1.0.1588.3'
const session = { user: 'maria@example.com', terminal: 'pts/0', processes: [4237, 4240] }
const nothing: Predecessor = { packages: [], folders: [], sessions: [] }
const group = '/subscriptions/0/resourceGroups/rg-1/providers/Microsoft.Compute'

function judge(found: Partial<Predecessor>, migrate = false, resourceId = '') {
  return checkPredecessor({ ...nothing, ...found }, target, { migrate, metadata: { resourceId } })
}

describe('checkPredecessor', () => {
  it.each([false, true])('passes a machine that has neither packages nor folders (migrate: %s)', (migrate) => {
    expect(judge({}, migrate)).toEqual({
      check: 'predecessor',
      verdict: 'passed',
      message: 'AADLoginForLinux is not on this VM.',
    })
  })

  const deletion = 'az vm extension delete -g <group> --vm-name <vm> -n AADLoginForLinux'
  it.each<[string, Partial<Predecessor>, string, string]>([
    ['packages alone', { packages: ['aadlogin'] }, 'package aadlogin', 'sudo apt-get purge aadlogin'],
    [
      'all of it, with somebody logged in',
      { packages: ['aadlogin', 'aadlogin-selinux'], folders: [folder], sessions: [session] },
      `packages aadlogin, aadlogin-selinux; folder ${folder}; logged in: maria@example.com on pts/0 (processes 4237, 4240)`,
      `sudo kill -HUP 4237 4240; ${deletion}; if packages stay behind, sudo apt-get purge aadlogin aadlogin-selinux`,
    ],
    [
      'folders alone',
      { folders: [folder, `${folder}.1`] },
      `folders ${folder}, ${folder}.1`,
      `${deletion}; if packages stay behind, sudo apt-get purge aadlogin aadlogin-selinux`,
    ],
  ])('%s: blocks with what was found and the commands in their order', (_, predecessor, found, commands) => {
    expect(judge(predecessor)).toEqual({
      check: 'predecessor',
      verdict: 'blocked',
      code: 'predecessor.present',
      detail: { found, commands },
    })
  })

  it.each([
    ['dnf', 'sudo dnf remove aadlogin'],
    ['yum', 'sudo yum remove aadlogin'],
    ['zypper', 'sudo zypper remove aadlogin'],
    ['tdnf', 'sudo tdnf remove aadlogin'],
  ] as const)('speaks of %s where that is the package manager', (manager, commands) => {
    const found = { ...nothing, packages: ['aadlogin'] }
    const question = { migrate: false, metadata: undefined }

    expect(checkPredecessor(found, { ...target, packageManager: manager }, question)).toMatchObject({
      detail: { commands },
    })
  })

  it.each([
    [`${group}/virtualMachines/web.1`, 'az vm extension delete -g rg-1 --vm-name web.1 -n AADLoginForLinux'],
    [
      `${group}/virtualMachineScaleSets/set-1/virtualMachines/3`,
      'az vmss extension delete -g rg-1 --vmss-name set-1 -n AADLoginForLinux',
    ],
    [`${group}/virtualMachines/$(reboot)`, deletion],
    ['', deletion],
  ])('names the VM as Azure does: %s', (resourceId, command) => {
    const { detail } = judge({ folders: [folder] }, false, resourceId) as Extract<Finding, { verdict: 'blocked' }>

    expect(String(detail.commands).split('; ')[0]).toBe(command)
  })

  it('passes packages that may be removed', () => {
    expect(judge({ packages: ['aadlogin'], sessions: [session] }, true)).toMatchObject({
      verdict: 'passed',
      message: expect.stringMatching(/^AADLoginForLinux makes room .*: package aadlogin; logged in: maria/) as string,
    })
  })

  it.each([[['aadlogin']], [[]]])('warns of the extension, which only Azure can delete (packages %j)', (names) => {
    expect(judge({ packages: names, folders: [folder] }, true)).toEqual({
      check: 'predecessor',
      verdict: 'warning',
      message: `The extension AADLoginForLinux is still on this VM (folder ${folder}). Its packages make room for this login, its folder is the guest agent's: delete the extension, too: ${deletion}.`,
    })
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkSshdPolicy } from '../../src/checks/sshd-policy.ts'
import type { Finding } from '../../src/core/finding.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const program = '/usr/sbin/sshd'
const fresh = readFileSync(new URL('../fixtures/sshd/debian-12.txt', import.meta.url), 'utf8')
const own = 'authorizedkeyscommand /usr/sbin/aad_certhandler %u %k\nauthorizedkeyscommanduser root\n'

/** A fresh Debian 12 as its sshd answers for an Entra user once the packages' block stands at the end. */
const wired = `${fresh.replace(/^(?:authorizedkeyscommand|authenticationmethods).*\n/gm, '')}${own}authenticationmethods publickey\n`

function answering(text: string): World {
  return new World().file('/etc/ssh/sshd_config', 'UsePAM yes\n').program('sh', { stdout: text })
}

function check(world: World): Promise<Finding> {
  return checkSshdPolicy(world.host(), targetOf('debian-12'))
}

/** sshd answers with this keyword set, or set again. */
function withOption(line: string): World {
  const [keyword = ''] = line.split(' ')
  return answering(`${wired.replace(new RegExp(`^${keyword} .*\\n`, 'gm'), '')}${line}\n`)
}

const passed = { check: 'sshd-policy', verdict: 'passed', message: 'sshd would let Microsoft Entra users in.' }
const otherMatch = 'Take names with an "@" out of that Match block'

describe('checkSshdPolicy', () => {
  it('asks sshd about its configuration with the block of the packages at the end, for an Entra user', async () => {
    const inputs: string[] = []
    const world = answering('').program('sh', (_, { input }) => {
      inputs.push(input)
      return { stdout: wired }
    })

    expect(await check(world)).toEqual(passed)

    expect(world.calls).toHaveLength(1)
    expect(world.calls[0]).toEqual(
      expect.arrayContaining([program, '-T', 'user=check@example.com,host=localhost,addr=127.0.0.1']),
    )
    expect(inputs).toEqual([
      [
        'UsePAM yes',
        '',
        'Match User *@*,????????-????-????-????-????????????',
        '    AuthenticationMethods publickey',
        '    PubkeyAuthentication yes',
        '    AuthorizedKeysCommand /usr/sbin/aad_certhandler %u %k',
        '    AuthorizedKeysCommandUser root',
        '',
      ].join('\n'),
    ])
  })

  it.each([
    ['KbdInteractiveAuthentication, which certificates do not need (F008)', 'kbdinteractiveauthentication no'],
    ['the name it had before', 'challengeresponseauthentication no'],
    ['passwords that are off', 'passwordauthentication no'],
    ['AllowUsers for everybody', 'allowusers *'],
    ['DenyUsers for local users', 'denyusers root'],
    ['any method', 'authenticationmethods any'],
    ['a way beside another one', 'authenticationmethods publickey,keyboard-interactive publickey'],
    ['the key types of an older server', 'pubkeyacceptedkeytypes ssh-rsa-cert-v01@openssh.com,ssh-rsa'],
  ])('passes %s', async (_, line) => {
    expect(await check(withOption(line))).toEqual(passed)
  })

  it.each([
    ['UsePAM no (F043)', 'usepam no', '"UsePAM no": roles are checked and users are made by PAM', 'Set "UsePAM yes"'],
    [
      'AllowUsers with local names only (F031)',
      'allowusers ubuntu',
      '"AllowUsers ubuntu" allows none of them',
      'Remove AllowUsers, or move it to a "Match User" section that leaves them out',
    ],
    [
      'DenyUsers for everybody',
      'denyusers *@*',
      '"DenyUsers *@*" denies every one of them',
      'Take that pattern out of DenyUsers',
    ],
    [
      'a Match block that comes first and forbids keys (F101)',
      'pubkeyauthentication no',
      'a Match block that comes first sets "PubkeyAuthentication no" for them',
      otherMatch,
    ],
    [
      'a Match block that comes first and asks somebody else (F101)',
      'authorizedkeyscommand /usr/bin/sss_ssh_authorizedkeys %u',
      'a Match block that comes first has "AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys %u" for them',
      otherMatch,
    ],
    [
      'a Match block that comes first and wants a password too',
      'authenticationmethods publickey,password',
      'a Match block that comes first has "AuthenticationMethods publickey,password" for them',
      otherMatch,
    ],
  ])('blocks %s', async (_, line, reason, fix) => {
    expect(await check(withOption(line))).toEqual({
      check: 'sshd-policy',
      verdict: 'blocked',
      code: 'ssh-server.shuts-out',
      detail: { reason, fix },
    })
  })

  it.each([
    [
      'AllowGroups, which fails the first login of each user (F053)',
      'allowgroups sshusers\nallowgroups wheel',
      '"AllowGroups sshusers wheel" in the configuration of sshd: the first login of each Entra user will fail. Remove AllowGroups and DenyGroups, or move them to a "Match User" section that leaves names with an "@" out.',
    ],
    [
      'DenyGroups, which does so too (F053)',
      'denygroups bad',
      '"DenyGroups bad" in the configuration of sshd: the first login of each Entra user will fail. Remove AllowGroups and DenyGroups, or move them to a "Match User" section that leaves names with an "@" out.',
    ],
    [
      'AllowUsers for some of them',
      'allowusers *@contoso.com',
      '"AllowUsers *@contoso.com" allows only some Entra users. See that it means those who should log in.',
    ],
    [
      'a dialogue after the certificate',
      'authenticationmethods publickey,keyboard-interactive:pam',
      `a Match block that comes first has "AuthenticationMethods publickey,keyboard-interactive:pam" for them. ${otherMatch}.`,
    ],
    [
      'key types without RSA certificates (F031)',
      'pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512,ssh-ed25519-cert-v01@openssh.com',
      'sshd accepts no RSA certificates, which az ssh uses. Add rsa-sha2-512-cert-v01@openssh.com and rsa-sha2-256-cert-v01@openssh.com to PubkeyAcceptedAlgorithms.',
    ],
  ])('warns of %s', async (_, line, message) => {
    expect(await check(withOption(line))).toEqual({ check: 'sshd-policy', verdict: 'warning', message })
  })

  it('tells what blocks before what only some will meet', async () => {
    const world = answering(`${wired.replace('usepam yes', 'usepam no')}allowgroups wheel\n`)

    expect(await check(world)).toMatchObject({ code: 'ssh-server.shuts-out' })
  })

  describe('where sshd takes no configuration from a pipe', () => {
    const refused = { exitCode: 255, stderr: '/dev/stdin: Permission denied\n' }

    it('judges what the block of the packages leaves as it is, and nothing that it settles', async () => {
      const world = answering('').program('sh', refused)
      const global = fresh.replace('pubkeyauthentication yes', 'pubkeyauthentication no')

      expect(await check(world.program(program, { stdout: global }))).toEqual(passed)
      expect(await check(world.program(program, { stdout: fresh.replace('usepam yes', 'usepam no') }))).toMatchObject({
        code: 'ssh-server.shuts-out',
      })
    })

    it('warns when sshd says nothing at all', async () => {
      const world = answering('').program('sh', refused).program(program, { exitCode: 255, stderr: 'no\n' })

      expect(await check(world)).toEqual({
        check: 'sshd-policy',
        verdict: 'warning',
        message: 'sshd does not tell its effective configuration (no), so it was not checked.',
      })
    })
  })

  it('reads the configuration that the distribution keeps where there is no other', async () => {
    const inputs: string[] = []
    const world = new World().file('/usr/etc/ssh/sshd_config', 'Port 2222\n').program('sh', (_, { input }) => {
      inputs.push(input)
      return { stdout: wired }
    })

    expect(await checkSshdPolicy(world.host(), targetOf('opensuse-leap-15.6'))).toEqual(passed)
    expect(inputs[0]).toMatch(/^Port 2222\n\nMatch User /)
  })
})

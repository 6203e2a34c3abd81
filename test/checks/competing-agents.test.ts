import { describe, expect, it } from 'vitest'
import { checkCompetingAgents } from '../../src/checks/competing-agents.ts'
import type { PackageState } from '../../src/core/facts.ts'
import type { Finding } from '../../src/core/finding.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const installed: PackageState = { status: 'installed', version: '1', held: false, residual: false }

function check(world: World, packages: Readonly<Record<string, PackageState>> = {}): Promise<Finding> {
  return checkCompetingAgents(world.host(), { target: targetOf('debian-12'), packages })
}

function nss(module: string): World {
  return new World().file('/etc/nsswitch.conf', `passwd: files ${module} systemd # aad\ngroup: files\n`)
}

function messageOf(finding: Finding): string {
  return finding.verdict === 'blocked' ? '' : finding.message
}

describe('checkCompetingAgents', () => {
  it('passes a machine without any, changing nothing', async () => {
    const world = nss('aad')
      .file('/etc/ssh/sshd_config', 'UsePAM yes\n')
      .file('/etc/sssd/sssd.conf', '[domain/local]\nid_provider = proxy\n# id_provider = ad\n')
    const before = world.hash()

    expect(await check(world, { CentrifyDC: { ...installed, status: 'absent' } })).toEqual({
      check: 'competing-agents',
      verdict: 'passed',
      message: 'No other login agent was found.',
    })
    expect(world.hash()).toBe(before)
  })

  it.each<[string, World, string, string]>([
    ['Himmelblau', nss('himmelblau'), 'Himmelblau', '"himmelblau" in the passwd line of /etc/nsswitch.conf'],
    [
      'Himmelblau that is set up',
      new World().file('/etc/himmelblau/himmelblau.conf', '[global]\ndomains = contoso.com\n'),
      'Himmelblau',
      '"domains = contoso.com" in /etc/himmelblau/himmelblau.conf',
    ],
    [
      'authd with the broker for Entra ID',
      new World().file('/etc/authd/brokers.d/msentraid.conf', ''),
      'authd with Microsoft Entra ID',
      '/etc/authd/brokers.d/msentraid.conf',
    ],
  ])('blocks %s, which answers for the same names', async (_, world, agent, found) => {
    expect(await check(world)).toEqual({
      check: 'competing-agents',
      verdict: 'blocked',
      code: 'agent.competing',
      detail: { agent, found },
    })
  })

  it.each<[string, World, string]>([
    [
      'SSSD joined to Active Directory (F007)',
      new World().file('/etc/sssd/sssd.conf', '[domain/corp]\n id_provider = ad\n'),
      'SSSD joined to a directory ("id_provider = ad" in /etc/sssd/sssd.conf): it may resolve',
    ],
    ['Winbind', nss('winbind'), 'Winbind ("winbind" in the passwd line of /etc/nsswitch.conf): it has users'],
    [
      'Centrify (F007)',
      new World().file('/etc/centrifydc/centrifydc.conf', ''),
      'Centrify (Delinea) (/etc/centrifydc/centrifydc.conf): it has users',
    ],
    ['PBIS', nss('lsass'), 'PowerBroker (BeyondTrust AD Bridge) ("lsass" in'],
    ['VAS', new World().file('/opt/quest/bin/vastool', ''), 'Safeguard Authentication Services (VAS) (/opt/quest'],
    ['JumpCloud', new World().file('/opt/jc/jcagent.conf', ''), 'JumpCloud (/opt/jc/jcagent.conf): it manages'],
    [
      'Google OS Login',
      new World().file('/etc/ssh/sshd_config', '#### Google OS Login control. Do not edit this section. ####\n'),
      'Google OS Login ("#### Google OS Login control. Do not edit this section. ####" in /etc/ssh/sshd_config): it',
    ],
    [
      'EC2 Instance Connect',
      new World().file('/usr/share/ec2-instance-connect/eic_run_authorized_keys', ''),
      'EC2 Instance Connect (/usr/share/ec2-instance-connect/eic_run_authorized_keys): it belongs',
    ],
    [
      'Teleport',
      new World().file('/etc/ssh/sshd_config', '  TrustedUserCAKeys /etc/ssh/teleport_openssh_ca.pub\n'),
      'Teleport ("TrustedUserCAKeys /etc/ssh/teleport_openssh_ca.pub" in /etc/ssh/sshd_config): it adds',
    ],
    ['Okta', new World().file('/etc/sft/sftd.yaml', ''), 'Okta Advanced Server Access (/etc/sft/sftd.yaml): it adds'],
  ])('warns of %s', async (_, world, start) => {
    const finding = await check(world)

    expect(finding.verdict).toBe('warning')
    expect(messageOf(finding).startsWith(start)).toBe(true)
  })

  it('knows an agent by its package', async () => {
    expect(messageOf(await check(new World(), { CentrifyDC: installed }))).toMatch(/\(package CentrifyDC\): /)
  })

  it('names all it finds, each once', async () => {
    const world = nss('winbind').file('/opt/jc/jcagent.conf', '')
    const message = messageOf(await check(world, { jcagent: installed }))

    expect(message.match(/Winbind|JumpCloud/g)).toEqual(['Winbind', 'JumpCloud'])
  })

  it('takes no module for another one, nor a comment for a module', async () => {
    expect(await check(nss('winbindx'))).toMatchObject({ verdict: 'passed' })
    expect(
      await check(new World().file('/etc/nsswitch.conf', '#passwd: winbind\npasswd: files # winbind\n')),
    ).toMatchObject({
      verdict: 'passed',
    })
  })
})

import { expect } from 'vitest'
import type { Bench, Seen } from '../failures/bench.ts'
import { sh, toldBy, type Scenario } from './scenario.ts'

/** What one of many things on a machine must come to, all of them at once: the login works, this is told, this stays. */
export type Burden = Pick<Scenario, 'report' | 'name' | 'arrange' | 'restore' | 'says'> & {
  then?: (bench: Bench, seen: Seen) => Promise<unknown>
}

const fragments = '/etc/ssh/sshd_config.d'
const main = '/etc/ssh/sshd_config'
const emptyEntry = '/etc/apt/sources.list.d/microsoft-prod.list'
const configurator = '/var/lib/waagent/Microsoft.GuestConfiguration.ConfigurationforLinux-1.26.93'

/** As benchmarks for hardening want it. */
const hardened = `PermitRootLogin no
HostbasedAuthentication no
IgnoreRhosts yes
X11Forwarding no
AllowTcpForwarding no
MaxAuthTries 3
MaxSessions 4
LoginGraceTime 60
ClientAliveInterval 300
UseDNS no
KexAlgorithms curve25519-sha256,diffie-hellman-group16-sha512
Ciphers aes256-gcm@openssh.com,aes256-ctr
MACs hmac-sha2-512-etm@openssh.com
`

/** What sshd would do for an Entra user. */
async function effective(bench: Bench, keyword: string): Promise<string> {
  const user = 'user=alice@contoso.com,host=x,addr=192.0.2.1'
  const { stdout } = await bench.vm.guest.must(['sshd', '-T', '-C', user])
  return new RegExp(`^${keyword} (.*)$`, 'm').exec(stdout)?.[1] ?? ''
}

/** Nothing of this is a reason to refuse; each has its warning, or none. */
export const burdens: readonly Burden[] = [
  {
    report: 'F007',
    name: 'another login agent: Centrify',
    arrange: (bench) => bench.vm.guest.write('/etc/centrifydc/centrifydc.conf', '# adclient\n'),
    restore: sh('rm -r /etc/centrifydc'),
    says: /competing-agents: Centrify \(Delinea\) \(\/etc\/centrifydc\/centrifydc\.conf\): it has users, PAM modules and rules of its own\. Test a login/,
  },
  {
    report: 'F008',
    name: 'keyboard-interactive is off, which certificates do not need',
    arrange: (bench) => bench.vm.guest.write(`${fragments}/40-dialogue.conf`, 'KbdInteractiveAuthentication no\n'),
    restore: sh(`rm ${fragments}/40-dialogue.conf`),
    then: async (bench, seen) => {
      expect(await effective(bench, 'kbdinteractiveauthentication')).toBe('no')
      expect(toldBy(seen)).not.toMatch(/KbdInteractive|ChallengeResponse/i)
    },
  },
  {
    report: 'F031',
    name: 'sshd is hardened',
    arrange: (bench) => bench.vm.guest.write(`${fragments}/50-cis.conf`, hardened),
    restore: sh(`rm ${fragments}/50-cis.conf`),
    then: async (bench) => {
      expect(await effective(bench, 'maxauthtries')).toBe('3')
      expect(await effective(bench, 'authorizedkeyscommand')).toBe('/usr/sbin/aad_certhandler %u %k')
    },
  },
  {
    report: 'F053',
    name: 'AllowGroups, for which the first login comes too early',
    arrange: (bench) => bench.vm.guest.write(`${fragments}/60-groups.conf`, 'AllowGroups sudo admins\n'),
    restore: sh(`rm ${fragments}/60-groups.conf`),
    says: /sshd-policy: "AllowGroups sudo admins" in the configuration of sshd: the first login of each Entra user will fail\. Remove AllowGroups and DenyGroups, or move them to a "Match User" section/,
  },
  {
    report: 'F101',
    name: 'PubkeyAuthentication is off above the block, and sshd_config is 0600',
    arrange: sh(`cp -a ${main} /root/main.kept && sed -i '1i PubkeyAuthentication no' ${main} && chmod 600 ${main}`),
    restore: sh(`mv /root/main.kept ${main}`),
    then: async (bench) => {
      expect(await effective(bench, 'pubkeyauthentication')).toBe('yes')
      expect((await bench.vm.guest.must(['stat', '-c', '%a', main])).stdout.trim()).toBe('600')
    },
  },
  {
    report: 'F043',
    name: 'a keyword that stands there twice',
    arrange: (bench) => bench.vm.guest.write(`${fragments}/70-twice.conf`, 'UseDNS no\nUseDNS yes\nUsePAM yes\n'),
    restore: sh(`rm ${fragments}/70-twice.conf`),
    then: async (bench) => {
      expect(await effective(bench, 'usepam')).toBe('yes')
      expect((await bench.vm.guest.must(['sshd', '-t'])).stderr).toBe('')
    },
  },
  {
    report: 'F039',
    name: 'an auditor asks sshd for the pattern of the block: ours asks for a user, which sshd answers',
    arrange: sh(`mkdir -p ${configurator}`),
    restore: sh(`rm -r ${configurator}`),
    then: async (bench) => {
      const pattern = '*@*,????????-????-????-????-????????????'
      const asked = await bench.vm.guest.run(['sshd', '-T', '-C', `user=${pattern}`])
      expect(asked.stderr).toMatch(/Invalid test mode specification/)
      expect(await effective(bench, 'authorizedkeyscommanduser')).toBe('root')
      const lines = (await bench.vm.guest.read(main)).split('\n')
      expect(lines.filter((line) => line.includes('# Added by aadsshlogin installer'))).toHaveLength(1)
    },
  },
  {
    report: 'F044',
    name: 'an empty file of an entry for the repository',
    arrange: (bench) => bench.vm.guest.write(emptyEntry, ''),
    restore: sh(`rm ${emptyEntry}`),
    then: async (bench) => {
      expect(await bench.vm.guest.read(emptyEntry)).toBe('')
    },
  },
  {
    report: 'F059',
    name: 'a node of AKS',
    arrange: (bench) =>
      bench.site.azure.setInstance({ tagsList: [{ name: 'aks-managed-poolName', value: 'nodepool1' }] }),
    restore: (bench) => bench.site.azure.setInstance({ tagsList: [] }),
    says: /aks: This VM is a node of an AKS cluster \(a tag aks-managed-…\): .*sshAccess is EntraId/,
  },
  {
    report: 'F062',
    name: 'the image calls itself another system than the one it has',
    arrange: (bench) => bench.site.azure.setInstance({ publisher: 'OpenLogic', offer: 'CentOS', sku: '8_1' }),
    restore: (bench) => bench.site.azure.setInstance({ publisher: 'Debian', offer: 'debian-12', sku: '12-gen2' }),
    then: async (bench) => {
      expect((await bench.site.packages.log()).map(({ path }) => path)).toContain(
        '/debian/12/prod/dists/bookworm/InRelease',
      )
    },
  },
  {
    report: 'F067',
    name: '/tmp and /var/tmp are noexec',
    arrange: sh('for d in /tmp /var/tmp; do mount -t tmpfs -o noexec,nosuid,mode=1777 tmpfs $d; done'),
    restore: sh('umount /tmp /var/tmp'),
    then: async (bench) => {
      const script = 'printf "#!/bin/sh\\n" > /tmp/x && chmod 755 /tmp/x; /tmp/x; code=$?; rm /tmp/x; exit $code'
      expect((await bench.vm.guest.sh(script)).code).toBe(126)
    },
  },
  {
    report: 'F089',
    name: 'the key of the repository is trusted for the repository alone',
    arrange: () => Promise.resolve(),
    then: async (bench) => {
      const entry = await bench.vm.guest.read('/etc/apt/sources.list.d/aadsshlogin-handler.list')
      expect(entry).toMatch(/^deb \[.*signed-by=\/usr\/share\/keyrings\/aadsshlogin-handler\.gpg.*\] https:/m)
      expect(
        (await bench.vm.guest.sh('ls /etc/apt/trusted.gpg.d /etc/apt/trusted.gpg 2>/dev/null')).stdout,
      ).not.toMatch(/aad|microsoft|handler/)
    },
  },
  {
    report: 'F046',
    name: 'no way to the sign-in hosts',
    arrange: () => Promise.resolve(),
    says: /endpoints: Login will fail: login\.microsoftonline\.com \(sign-in\) does not answer \(.*Allow outbound HTTPS \(TCP 443\) from this machine to login\.microsoftonline\.com, pas\.windows\.net/,
  },
]

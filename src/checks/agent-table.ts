/** What shows a piece of software; any one sign is enough. */
export interface Signs {
  readonly files?: readonly string[]
  /** `sshd_config` stands for the configuration file of the SSH server; the pattern is a regular expression. */
  readonly lines?: readonly { readonly file: string; readonly pattern: string }[]
  /** Modules of NSS for users. */
  readonly nss?: readonly string[]
  readonly packages?: readonly string[]
}

/** Software that has to do with logins. It blocks when it answers for the names of Microsoft Entra users too. */
export type Agent = Signs & { readonly name: string } & (
    | { readonly verdict: 'blocked' }
    | {
        readonly verdict: 'warning'
        /** What its presence means for this login, and what to do: a sentence or two. */
        readonly means: string
      }
  )

const ownStack = 'it has users, PAM modules and rules of its own. Test a login; if it is refused, remove that agent.'
const ownKeys =
  'it adds keys or certificates of its own for local users; this login uses its own Match block beside it. Do not let it rewrite sshd_config.'

export const agents: readonly Agent[] = [
  {
    name: 'Himmelblau',
    verdict: 'blocked',
    nss: ['himmelblau'],
    lines: [{ file: '/etc/himmelblau/himmelblau.conf', pattern: '^\\s*(?:domain|domains)\\s*=\\s*\\S+' }],
  },
  {
    name: 'authd with Microsoft Entra ID',
    verdict: 'blocked',
    files: ['/etc/authd/brokers.d/msentraid.conf'],
  },
  {
    name: 'SSSD joined to a directory',
    verdict: 'warning',
    means:
      'it may resolve the same names or refuse users it does not know (access_provider). Test a login of each kind.',
    lines: [{ file: '/etc/sssd/sssd.conf', pattern: '^\\s*(?:id|access)_provider\\s*=\\s*(?:ad|ipa)\\b' }],
  },
  { name: 'Winbind', verdict: 'warning', means: ownStack, nss: ['winbind'] },
  {
    name: 'Centrify (Delinea)',
    verdict: 'warning',
    means: ownStack,
    files: ['/etc/centrifydc/centrifydc.conf'],
    nss: ['centrifydc'],
    packages: ['CentrifyDC', 'centrifydc'],
  },
  {
    name: 'PowerBroker (BeyondTrust AD Bridge)',
    verdict: 'warning',
    means: ownStack,
    files: ['/opt/pbis/bin/lwsm'],
    nss: ['lsass'],
    packages: ['pbis', 'pbis-open', 'pbis-enterprise'],
  },
  {
    name: 'Safeguard Authentication Services (VAS)',
    verdict: 'warning',
    means: ownStack,
    files: ['/opt/quest/bin/vastool'],
    nss: ['vas3', 'vas4'],
    packages: ['vasclnt'],
  },
  {
    name: 'JumpCloud',
    verdict: 'warning',
    means: 'it manages local users, sudo and sshd_config. Leave names with an "@" to this login.',
    files: ['/opt/jc/jcagent.conf'],
    packages: ['jcagent'],
  },
  {
    name: 'Google OS Login',
    verdict: 'warning',
    means: 'it belongs to another cloud. Remove it from an image that was moved to Azure.',
    nss: ['oslogin', 'cache_oslogin'],
    lines: [{ file: 'sshd_config', pattern: '^#### Google OS Login control.*' }],
    packages: ['google-compute-engine-oslogin', 'google-guest-agent'],
  },
  {
    name: 'EC2 Instance Connect',
    verdict: 'warning',
    means: 'it belongs to another cloud. Remove it from an image that was moved to Azure.',
    files: [
      '/usr/share/ec2-instance-connect/eic_run_authorized_keys',
      '/opt/aws/bin/eic_run_authorized_keys',
      '/usr/lib/systemd/system/ssh.service.d/ec2-instance-connect.conf',
      '/lib/systemd/system/sshd.service.d/ec2-instance-connect.conf',
    ],
    packages: ['ec2-instance-connect'],
  },
  {
    name: 'Teleport',
    verdict: 'warning',
    means: ownKeys,
    files: ['/etc/teleport.yaml', '/etc/teleport/agent'],
    lines: [{ file: 'sshd_config', pattern: '^\\s*(?:Include|TrustedUserCAKeys)\\s.*teleport.*' }],
    packages: ['teleport', 'teleport-ent'],
  },
  {
    name: 'Okta Advanced Server Access',
    verdict: 'warning',
    means: ownKeys,
    files: ['/etc/sft/sftd.yaml', '/var/lib/sftd/ssh_ca.pub'],
    packages: ['scaleft-server-tools'],
  },
]

import type { FileSpec } from '../machine/tar.ts'
import { groupFiles, groupServices, redHatServices, stack } from './pam.ts'

export type Family = 'debian' | 'rhel7' | 'rhel' | 'azurelinux' | 'suse' | 'suse16'

/** What the distributions of a family have in common, beyond the base's own files. */
export interface FamilyFiles {
  /** Taken away from the base first; sshd goes to /usr/libexec. */
  absent: readonly string[]
  files: Readonly<Record<string, FileSpec>>
  /** Where the distribution keeps all trusted CA certificates in one file, besides Debian's place. */
  trust: readonly string[]
  /** Packages of the rpm database; undefined where there is none. */
  stubs: readonly string[] | undefined
}

const sshdOptions = `HostKey /etc/ssh/ssh_host_rsa_key
HostKey /etc/ssh/ssh_host_ecdsa_key
HostKey /etc/ssh/ssh_host_ed25519_key
SyslogFacility AUTHPRIV
AuthorizedKeysFile .ssh/authorized_keys
PasswordAuthentication no
GSSAPIAuthentication yes
GSSAPICleanupCredentials no
UsePAM yes
X11Forwarding yes
AcceptEnv LANG LC_CTYPE LC_NUMERIC LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES
Subsystem sftp /usr/lib/openssh/sftp-server
`

const fragmentLine = 'Include /etc/ssh/sshd_config.d/*.conf\n'

const nsswitch = (passwd: string): string => `passwd:     ${passwd}
shadow:     files
group:      ${passwd}
hosts:      files dns
services:   files
netgroup:   files
automount:  files
`

const below = (folder: string, files: Readonly<Record<string, FileSpec>>): Record<string, FileSpec> =>
  Object.fromEntries(Object.entries(files).map(([name, spec]) => [`${folder}/${name}`, spec]))

const linksTo = (target: string, names: readonly string[]): Record<string, FileSpec> =>
  Object.fromEntries(names.map((name) => [name, { link: target.replace('*', name) }]))

const debianFiles = ['/etc/pam.d', '/etc/ssh/sshd_config', '/etc/ssh/sshd_config.d', '/etc/nsswitch.conf']
const common = ['common-auth', 'common-account', 'common-password', 'common-session']
/** Folders that a machine which was used for a while has. */
const usedFolders = (paths: readonly string[]): Record<string, FileSpec> =>
  Object.fromEntries(['/usr/share/selinux/packages', ...paths].map((path) => [path, { folder: 0o755 }]))

const zypperFolders = usedFolders([
  ...['packages', 'raw', 'solv'].map((name) => `/var/cache/zypp/${name}`),
  ...['/var/lib/zypp', '/var/lib/YaST2', '/var/log/zypp'],
])

const redHatTrust = ['/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', '/etc/pki/tls/certs/ca-bundle.crt']

const sles16Sshd = `#!/bin/sh
# SLES 16's sshd reads the vendor's configuration where /etc has none; Debian's, which is behind this, does not.
if [ -e /etc/ssh/sshd_config ]; then exec /usr/libexec/sshd "$@"; fi
exec /usr/libexec/sshd -f /usr/etc/ssh/sshd_config "$@"
`

export const families: Readonly<Record<Family, FamilyFiles>> = {
  debian: { absent: [], files: {}, trust: [], stubs: undefined },
  rhel7: {
    absent: debianFiles,
    files: {
      ...usedFolders(['/var/lib/dnf']),
      ...below('/etc/pam.d', {
        ...redHatServices(),
        ...linksTo('*-ac', ['system-auth', 'password-auth']),
        'system-auth-ac': stack,
        'password-auth-ac': stack,
      }),
      '/etc/ssh/sshd_config': { content: sshdOptions, mode: 0o600 },
      '/etc/nsswitch.conf': nsswitch('files sss'),
    },
    trust: redHatTrust,
    stubs: ['selinux-policy', 'selinux-policy-targeted'],
  },
  rhel: {
    absent: debianFiles,
    files: {
      ...usedFolders(['/var/lib/dnf']),
      ...below('/etc/pam.d', {
        ...redHatServices(),
        ...linksTo('/etc/authselect/*', ['system-auth', 'password-auth']),
      }),
      ...below('/etc/authselect', {
        'system-auth': stack,
        'password-auth': stack,
        'nsswitch.conf': nsswitch('sss files systemd'),
        'authselect.conf': 'sssd\n',
      }),
      '/etc/nsswitch.conf': { link: '/etc/authselect/nsswitch.conf' },
      '/etc/ssh/sshd_config': { content: fragmentLine + sshdOptions, mode: 0o600 },
      '/etc/ssh/sshd_config.d/50-redhat.conf': { content: 'PrintMotd no\n', mode: 0o600 },
    },
    trust: redHatTrust,
    stubs: ['selinux-policy', 'selinux-policy-targeted'],
  },
  azurelinux: {
    absent: debianFiles,
    files: {
      ...usedFolders(['/var/lib/dnf']),
      ...below('/etc/pam.d', { ...groupServices('system'), ...groupFiles('system') }),
      '/etc/ssh/sshd_config': { content: sshdOptions, mode: 0o600 },
      '/etc/nsswitch.conf': nsswitch('files'),
    },
    trust: redHatTrust,
    stubs: [],
  },
  suse: {
    absent: debianFiles,
    files: {
      ...zypperFolders,
      ...below('/etc/pam.d', {
        ...groupServices('common'),
        ...linksTo('*-pc', common),
        ...groupFiles('common', '-pc'),
      }),
      '/etc/ssh/sshd_config': { content: sshdOptions, mode: 0o640 },
      '/etc/nsswitch.conf': nsswitch('compat'),
    },
    trust: ['/var/lib/ca-certificates/ca-bundle.pem', '/etc/ssl/ca-bundle.pem'],
    stubs: [],
  },
  suse16: {
    absent: [...debianFiles, '/usr/sbin/sshd'],
    files: {
      ...zypperFolders,
      '/etc/pam.d': { folder: 0o755 },
      ...below('/usr/lib/pam.d', { ...groupServices('common'), ...groupFiles('common') }),
      '/usr/etc/ssh/sshd_config': { content: fragmentLine + sshdOptions, mode: 0o600 },
      '/usr/etc/nsswitch.conf': nsswitch('files systemd'),
      '/usr/sbin/sshd': { content: sles16Sshd, mode: 0o755 },
    },
    trust: ['/var/lib/ca-certificates/ca-bundle.pem', '/etc/ssl/ca-bundle.pem'],
    stubs: [],
  },
}

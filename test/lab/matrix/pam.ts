import type { FileSpec } from '../machine/tar.ts'

/** What a family has below /etc/pam.d, by name. */
export type PamFiles = Readonly<Record<string, FileSpec>>

/** The stack that all services of RHEL and its kin take; SUSE and Azure Linux keep each of its groups in a file. */
export const stack = `#%PAM-1.0
auth        required      pam_env.so
auth        sufficient    pam_unix.so nullok
auth        required      pam_deny.so

account     required      pam_unix.so

password    sufficient    pam_unix.so sha512 shadow nullok use_authtok
password    required      pam_deny.so

session     optional      pam_keyinit.so revoke
session     required      pam_limits.so
session     required      pam_unix.so
`

const groups = ['auth', 'account', 'password', 'session'] as const

/** Services that take one stack when somebody comes from afar, another one on the machine. */
export function redHatServices(): PamFiles {
  return services(
    groups.map((group) => including(group, 'password-auth', 'substack')).join(''),
    groups.map((group) => including(group, 'system-auth', 'substack')).join(''),
  )
}

/** Services that take each group from a file with this prefix: `common` or `system`. */
export function groupServices(prefix: string): PamFiles {
  const lines = groups.map((group) => including(group, `${prefix}-${group}`, 'include')).join('')
  return services(lines, lines)
}

/** The files with the groups, by `<prefix>-<group>` and what follows that. */
export function groupFiles(prefix: string, suffix = ''): PamFiles {
  return Object.fromEntries(groups.map((group) => [`${prefix}-${group}${suffix}`, linesOf(group)]))
}

function including(group: string, file: string, how: 'include' | 'substack'): string {
  return `${group.padEnd(10)} ${group === 'account' ? 'include' : how}      ${file}\n`
}

function linesOf(group: string): string {
  const lines = stack.split('\n').filter((line) => line.startsWith(group))
  return ['#%PAM-1.0', ...lines, ''].join('\n')
}

function services(remote: string, local: string): PamFiles {
  const locals = ['login', 'passwd', 'su', 'sudo', 'runuser'].map((name): [string, string] => [
    name,
    `#%PAM-1.0\n${local}`,
  ])
  const other = groups.map((group) => `${group.padEnd(10)} required      pam_deny.so\n`).join('')
  return { ...Object.fromEntries(locals), sshd: `#%PAM-1.0\n${remote}`, other: `#%PAM-1.0\n${other}` }
}

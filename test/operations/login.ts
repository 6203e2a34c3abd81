import type { RunResult } from '../../src/host.ts'
import type { World } from '../world.ts'

export const paths = {
  command: '/usr/sbin/aad_certhandler',
  nss: '/etc/nsswitch.conf',
  pam: '/etc/pam.d/common-account',
  sshd: '/etc/ssh/sshd_config',
} as const

const libraries = '/usr/lib/x86_64-linux-gnu'
const modules = [`${libraries}/security/pam_aad.so`, `${libraries}/libnss_aad.so.2`]
const pamLine = 'account [default=ignore] pam_aad.so\n'
const matchBlock = [
  '',
  'Match User *@*    # Added by aadsshlogin installer',
  `    AuthorizedKeysCommand ${paths.command} %u %k`,
  '    AuthorizedKeysCommandUser root',
  '',
].join('\n')

/** The files of a Debian 12 without the login. */
export function unwiredFiles(world: World): void {
  world
    .file(paths.nss, 'passwd:         files systemd\ngroup:          files systemd\n')
    .file('/etc/pam.d/sshd', '@include common-account\n')
    .file(paths.pam, 'account required pam_unix.so\n')
    .file(paths.sshd, 'UsePAM yes\n')
    .file('/usr/sbin/sshd', 'program', 0o755)
    .directory('/etc/ssh/sshd_config.d')
    .directory(`${libraries}/security`)
}

/** What the package's maintainer scripts do; doing it twice changes nothing. */
export function wire(world: World): void {
  unwire(world)
  world.file(paths.command, 'program', 0o755).program(paths.command, { stdout: 'Version: 1.0.3\n' })
  for (const path of modules) world.file(path, 'module')
  edit(world, paths.nss, (text) => text.replace(/^(passwd:.*)$/m, '$1 aad'))
  edit(world, paths.pam, (text) => text + pamLine)
  edit(world, paths.sshd, (text) => text + matchBlock)
}

/** Takes all of it back, byte for byte. */
export function unwire(world: World): void {
  for (const path of [paths.command, ...modules]) world.entries.delete(path)
  world.programs.delete(paths.command)
  edit(world, paths.nss, (text) => text.replace(/^(passwd:.*) aad$/m, '$1'))
  edit(world, paths.pam, (text) => text.replace(pamLine, ''))
  edit(world, paths.sshd, (text) => text.replace(matchBlock, ''))
}

/** sshd for its version, for `-t`, and for `-T`: the effective configuration of the file as it is, for who is asked. */
export function sshdAnswer(world: World, argv: readonly string[]): Partial<RunResult> {
  if (argv.includes('-V')) return { stderr: 'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.20 7 Apr 2026\n' }
  if (argv.includes('-t')) return {}
  const isEntra = argv.some((word) => /^user=[^,]*@/.test(word))
  const block = isEntra ? (world.text(paths.sshd) ?? '') : ''
  const command = /^\s*AuthorizedKeysCommand (.+)$/m.exec(block)?.[1]
  return {
    stdout: `port 22\nauthorizedkeyscommand ${command ?? 'none'}\nauthorizedkeyscommanduser root\npidfile /run/sshd.pid\n`,
  }
}

function edit(world: World, path: string, change: (text: string) => string): void {
  const before = world.text(path) ?? ''
  const after = change(before)
  if (after !== before) world.file(path, after)
}

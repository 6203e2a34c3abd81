import { excludes, rpm, rpmLocks, rpmProxy, rpmPurge, rpmRepositories } from './rpm.ts'
import type { Grammar } from './row.ts'
import { tdnfReasons, tdnfSigns } from './tdnf-words.ts'

/** tdnf 2 and 3 of CBL-Mariner and Azure Linux. */
export const tdnf = {
  ...rpm,
  holds: [{ path: '/etc/tdnf/locks.d', pattern: '^(\\S+)$' }, excludes('/etc/tdnf/tdnf.conf')],
  listVersions: ['tdnf', '-q', '{scope...}', 'list', '{name}'],
  listedVersion: '^(?<name>\\S+)\\.(?:x86_64|aarch64|noarch)\\s+(?<version>\\S+)\\s+\\S+',
  refresh: ['tdnf', '{proxy...}', '-y', '{scope...}', '--refresh', 'makecache'],
  widen: ['tdnf', '{proxy...}', '-y', '{scope...}', 'makecache'],
  install: ['tdnf', '{proxy...}', '-y', '{scope...}', 'install', '{packages...}'],
  reinstall: ['tdnf', '{proxy...}', '-y', '{scope...}', 'reinstall', '{packages...}'],
  byHand: { purge: rpmPurge, reinstall: 'sudo tdnf reinstall {name}', goBack: 'sudo tdnf install {packages}' },
  simulateInstall: ['tdnf', '-C', '--assumeno', '{scope...}', 'install', '{packages...}'],
  simulatedInstall: '^(\\S+)\\s+(?:x86_64|aarch64|noarch)\\s+\\S+\\s+\\S+\\s+[\\d.]+[kMG]',
  versioned: '{name}-{version}',
  scope: {
    own: ['--disablerepo=*', '--enablerepo={id}'],
    all: ['--enablerepo={id}'],
    without: ['--disablerepo={id}'],
  },
  listSources: { phrase: ['tdnf', '-q', 'repolist'], listed: '^(?<id>\\S+)\\s+(?<title>.+?)(?:\\s+enabled)?\\s*$' },
  environment: {},
  lockFiles: [...rpmLocks, '/var/run/.tdnf-instance-lockfile'],
  pidFiles: [],
  repositories: {
    ...rpmRepositories,
    // Signed metadata needs a plugin here, with a keyring of its own; packages are always checked.
    entry: rpmRepositories.entry.filter((line) => !line.startsWith('repo_gpgcheck')),
    variableFolders: ['/etc/tdnf/vars', '/etc/dnf/vars'],
  },
  proxy: rpmProxy('/etc/tdnf/tdnf.conf'),
  complaints: {
    line: '^(Error: |Error\\(\\d+\\) )',
    about: "for repo '([^']+)'",
    // An entry of the image has skip_if_unavailable: without its list the package only seems not to be published.
    passedOver: "^Disabling Repo: '",
    detail: '^( |Error\\()',
  },
  signs: tdnfSigns,
  reasons: tdnfReasons,
} as const satisfies Grammar

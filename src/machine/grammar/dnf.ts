import { dnfReasons, dnfSigns } from './dnf-words.ts'
import { excludes, rpm, rpmLocks, rpmProxy, rpmPurge, rpmRepositories } from './rpm.ts'
import type { Grammar } from './row.ts'

/** Bounds of its own waiting (its defaults: 30 s, ten times), and no change beyond what is asked for. */
const options = [
  '-y',
  '--setopt=install_weak_deps=False',
  '--setopt=clean_requirements_on_remove=False',
  '--setopt=exit_on_lock=1',
  '--setopt=timeout=20',
  '--setopt=retries=3',
  '--setopt=color=never',
]

/** dnf 4, also where it is called yum. */
export const dnf = {
  ...rpm,
  holds: [
    { path: '/etc/dnf/plugins/versionlock.list', pattern: '^(?![#!])(\\S+?)-(?:\\d+:)?[^-\\s]+-[^-\\s]+$' },
    excludes('/etc/dnf/dnf.conf'),
  ],
  listVersions: ['dnf', '-q', ...options, '{scope...}', 'list', '--showduplicates', '{name}'],
  listedVersion: '^(?<name>\\S+)\\.(?:x86_64|aarch64|noarch)\\s+(?<version>\\S+)\\s+\\S+',
  refresh: ['dnf', '{proxy...}', ...options, '{scope...}', '--refresh', 'makecache'],
  widen: ['dnf', '{proxy...}', ...options, '{scope...}', 'makecache'],
  // The newest or nothing: which older one will do is decided, and told, by us.
  install: ['dnf', '{proxy...}', ...options, '--best', '{scope...}', 'install', '{packages...}'],
  reinstall: ['dnf', '{proxy...}', ...options, '{scope...}', 'reinstall', '{packages...}'],
  byHand: { purge: rpmPurge, reinstall: 'sudo dnf reinstall {name}', goBack: 'sudo dnf install {packages}' },
  simulateInstall: ['dnf', '-C', '--assumeno', ...options.slice(1), '--best', '{scope...}', 'install', '{packages...}'],
  simulatedInstall: '^ (\\S+)\\s+(?:x86_64|aarch64|noarch)\\s+\\S+\\s+\\S+\\s+[\\d.]+ [kMG ]',
  versioned: '{name}-{version}',
  scope: {
    own: ['--disablerepo=*', '--enablerepo={id}', '--setopt={id}.skip_if_unavailable=0'],
    all: ['--enablerepo={id}', '--setopt=*.skip_if_unavailable=1', '--setopt={id}.skip_if_unavailable=0'],
    without: ['--disablerepo={id}'],
  },
  environment: {},
  lockFiles: [...rpmLocks],
  pidFiles: [
    '/var/cache/dnf/metadata_lock.pid',
    '/var/cache/dnf/download_lock.pid',
    '/var/lib/dnf/rpmdb_lock.pid',
    '/var/lib/dnf/history_lock.pid',
  ],
  repositories: rpmRepositories,
  proxy: rpmProxy('/etc/dnf/dnf.conf'),
  complaints: {
    line: '^(Error: |Errors during downloading|failure: |\\[(MIRROR|FAILED)\\] |  - )',
    about: "repo(?:sitory)? '([^']+)'",
    detail: '^ ',
  },
  signs: dnfSigns,
  reasons: dnfReasons,
} as const satisfies Grammar

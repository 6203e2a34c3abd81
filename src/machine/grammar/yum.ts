import { dnf } from './dnf.ts'
import { excludes, rpmProxy, rpmPurge } from './rpm.ts'
import type { Grammar } from './row.ts'

/** As for dnf; yum 3 warns of options it does not know, so it gets only its own. */
const options = [
  '-y',
  '--setopt=clean_requirements_on_remove=False',
  '--setopt=exit_on_lock=1',
  '--setopt=timeout=20',
  '--setopt=retries=3',
]

const fresh = '--setopt={id}.metadata_expire=1'

/** yum 3 of Red Hat Enterprise Linux 7 and CentOS 7. */
export const yum = {
  ...dnf,
  holds: [
    { path: '/etc/yum/pluginconf.d/versionlock.list', pattern: '^(?![#!])(?:\\d+:)?(\\S+?)-[^-\\s]+-[^-\\s]+$' },
    excludes('/etc/yum.conf'),
  ],
  listVersions: ['yum', '-q', ...options, '{scope...}', 'list', '--showduplicates', '{name}'],
  refresh: ['yum', '{proxy...}', ...options, '{scope...}', fresh, 'makecache', 'fast'],
  widen: ['yum', '{proxy...}', ...options, '{scope...}', 'makecache', 'fast'],
  install: ['yum', '{proxy...}', ...options, '{scope...}', 'install', '{packages...}'],
  downgrade: ['yum', '{proxy...}', ...options, '{scope...}', 'downgrade', '{packages...}'],
  reinstall: ['yum', '{proxy...}', ...options, '{scope...}', 'reinstall', '{packages...}'],
  byHand: { purge: rpmPurge, reinstall: 'sudo yum reinstall {name}', goBack: 'sudo yum downgrade {packages}' },
  simulateInstall: ['yum', '-C', '--assumeno', ...options.slice(1), '{scope...}', 'install', '{packages...}'],
  pidFiles: ['/var/run/yum.pid'],
  proxy: rpmProxy('/etc/yum.conf'),
} as const satisfies Grammar

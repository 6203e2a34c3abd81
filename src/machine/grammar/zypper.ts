import { proxyEnvironment, rpm, rpmLocks, rpmPurge, rpmRepositories } from './rpm.ts'
import type { Grammar } from './row.ts'
import { zypperReasons, zypperSigns } from './zypper-words.ts'

const zypper_ = ['zypper', '--non-interactive', '--no-color']
/** What is read is decided by the verbs that refresh: nobody else's broken source is met on the way. */
const cached = [...zypper_, '--no-refresh']
const installOptions = ['--no-recommends', '--oldpackage']

/** zypper 1.13 (SUSE 12) and 1.14. */
export const zypper = {
  ...rpm,
  holds: [{ path: '/etc/zypp/locks', pattern: '^solvable_name: *(\\S+)$' }],
  listVersions: [
    ...cached,
    '--xmlout',
    'search',
    ...['--details', '--match-exact', '--type', 'package'],
    '{scope...}',
    '{name}',
  ],
  listedVersion: '<solvable [^>]*name="(?<name>[^"]+)" [^>]*edition="(?<version>[^"]+)"',
  refresh: [...zypper_, 'refresh', '{id}'],
  widen: [...zypper_, 'refresh'],
  install: [...cached, 'install', '{scope...}', ...installOptions, '{packages...}'],
  reinstall: [...cached, 'install', '--force', '{scope...}', ...installOptions, '{packages...}'],
  byHand: {
    purge: rpmPurge,
    reinstall: 'sudo zypper install --force {name}',
    goBack: 'sudo zypper install --oldpackage {packages}',
  },
  simulateInstall: [...cached, '--xmlout', 'install', '--dry-run', '{scope...}', ...installOptions, '{packages...}'],
  simulatedInstall: '<solvable type="package" name="([^"]+)"',
  versioned: '{name}={version}',
  scope: { own: ['--repo', '{id}'], all: [], without: [] },
  environment: { ZYPP_LOCK_TIMEOUT: '{lockSeconds}' },
  lockFiles: [...rpmLocks],
  pidFiles: ['/run/zypp.pid'],
  repositories: {
    ...rpmRepositories,
    places: ['/etc/zypp/repos.d'],
    entry: [
      ...rpmRepositories.entry.filter((line) => !line.startsWith('metadata_expire')),
      'autorefresh=0',
      'type=rpm-md',
    ],
    enablesById: false,
    importsKeys: false,
    variableFolders: ['/etc/zypp/vars.d'],
    release: { query: [], answers: [] },
  },
  proxy: { environment: proxyEnvironment, arguments: [] },
  complaints: {
    line: "^(Repository '.*' is invalid|\\[.*\\|.*\\] | - |File '.*' not found|Error|Media source)",
    about: "^(?:Warning: )?Skipping repository '([^']+)'",
    detail: '^( |History:|Error (code|message):|$)',
  },
  signs: zypperSigns,
  reasons: zypperReasons,
} as const satisfies Grammar

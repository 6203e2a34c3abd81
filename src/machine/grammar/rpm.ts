import type { HoldFile, ProxyGrammar, RepositoryGrammar, Sign } from './row.ts'

/** Every gpg-pubkey gets a name of its own: all keys are packages of the same name to rpm. */
const name = '%|ARCH?{%{NAME}}:{%{NAME}-%{VERSION}-%{RELEASE}}|'

function rpmRemoval(...options: readonly string[]) {
  const phrase = ['rpm', '-e', ...options, '--allmatches', '{names...}']
  return { remove: phrase, purge: phrase, skips: options.length > 0, scripts: [] }
}

/** What all managers over rpm share: the database, and removal, which needs neither repository nor network. */
export const rpm = {
  // With -a names are patterns, so "not installed" is silence, and only an unreadable database is an error.
  queryPackages: [
    'rpm',
    '-qa',
    '--qf',
    `${name}\\tinstall ok installed\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\n`,
    '{names...}',
  ],
  queryAnswers: [0],
  queryTrouble: '^error: ',
  versionOrder: 'rpm',
  // An upgrade that was cut short leaves both versions in the database.
  remove: ['rpm', '-e', '--allmatches', '{names...}'],
  purge: ['rpm', '-e', '--allmatches', '{names...}'],
  insistent: [rpmRemoval(), rpmRemoval('--nopreun'), rpmRemoval('--noscripts')],
  listFiles: ['rpm', '-ql', '{name}'],
  simulateRemove: ['rpm', '-e', '--test', '--allmatches', '{names...}'],
  // rpm makes a transaction undone or finished by itself; nothing waits to be configured.
  repair: [],
  reconfigure: [],
  verifyFiles: ['rpm', '-V', '--nodeps', '--noscripts', '{name}'],
  // Size, mode, digest or link; with a letter before the path it is configuration, documentation or made at run time.
  damagedFile: '^(?:missing|(?=.{0,4}[SM5L])\\S{8,9}) {4,5}(/.+)$',
  databaseFiles: [
    '/var/lib/rpm/Packages',
    '/var/lib/rpm/rpmdb.sqlite',
    '/var/lib/rpm/Packages.db',
    '/usr/lib/sysimage/rpm/Packages',
    '/usr/lib/sysimage/rpm/rpmdb.sqlite',
    '/usr/lib/sysimage/rpm/Packages.db',
  ],
  prerequisites: [],
} as const

/** What a person types to take packages away: the database alone, as we do it. */
export const rpmPurge = 'sudo rpm -e --allmatches {names}'

export const rpmLocks = ['/var/lib/rpm/.rpm.lock', '/usr/lib/sysimage/rpm/.rpm.lock'] as const

/** Asks what provides the number of the distribution, as dnf and yum do for $releasever. */
const release = {
  query: [
    ...['rpm', '-q', '--whatprovides', '--qf', '[%{PROVIDENAME} = %{PROVIDEVERSION}\\n]%{VERSION}\\n'],
    ...['system-release(releasever)', 'system-release', 'redhat-release', 'centos-release'],
  ],
  answers: ['^system-release\\(releasever\\) = (\\S+)$', '^(\\d\\S*)$'],
} as const

/** Entries as files of sections, keys in the database of rpm. */
export const rpmRepositories = {
  format: 'ini',
  places: ['/etc/yum.repos.d'],
  entry: [
    '# Added by the AADSSHLoginForLinux extension, removed with it.',
    '# Key: {fingerprints}',
    '[{id}]',
    'name={id}',
    'baseurl={url}',
    'enabled=1',
    'gpgcheck=1',
    'repo_gpgcheck=1',
    'gpgkey=file://{keyring}',
    'sslverify=1',
    'metadata_expire=3600',
  ],
  keyring: 'armoured',
  enablesById: true,
  trust: 'database',
  importsKeys: true,
  trustedKeys: ['rpm', '-q', 'gpg-pubkey', '--qf', '%{VERSION}\\n'],
  trustKeys: ['rpm', '--import', '{file}'],
  distrustKeys: ['rpm', '-e', '--allmatches', '{keys...}'],
  keyName: 'gpg-pubkey-{key}',
  variableFolders: ['/etc/dnf/vars', '/etc/yum/vars'],
  release,
} as const satisfies RepositoryGrammar

/** All of them download through libcurl, which looks here. */
export const proxyEnvironment = { http_proxy: '{proxy}', https_proxy: '{proxy}' } as const

/** A proxy where a main configuration may name another one. */
export function rpmProxy(path: string): ProxyGrammar {
  const override = { name: 'main.conf', path, lines: '^\\s*proxy(_\\w+)?\\s*=' }
  return { environment: proxyEnvironment, override, arguments: ['-c', '{file}'] }
}

/** Names a section of the main configuration keeps back. */
export function excludes(path: string): HoldFile {
  return { path, pattern: '^\\s*(?:exclude|excludepkgs)\\s*=\\s*(.+)$' }
}

/** What rpm itself says, whoever called it. */
export const rpmSigns = [
  {
    pattern: 'key \\d+ import failed|Policy rejects',
    verdict: 'repository.key-refused',
    reason: '^ *(Policy rejects .+|.*key \\d+ import failed.*)$',
  },
  {
    pattern: "can't create transaction lock|cannot get .* lock on",
    verdict: 'locked',
    reason: "(can't create transaction lock .+|cannot get .* lock on .+)$",
  },
  {
    pattern: 'rpmdb open failed|cannot open Packages (index|database)|Failed to open database',
    verdict: 'packages.database',
    reason: '(cannot open Packages database .+|rpmdb open failed|Failed to open database.*)$',
  },
  {
    pattern: 'Read-only file system|mounted as read-only|\\[Errno 30\\]|Error\\(1630\\)',
    verdict: 'dependency.read-only',
    reason: '(.*(?:Read-only file system|mounted as read-only).*)$',
  },
  {
    pattern: 'needs \\S+ on the \\S+ filesystem|more space (needed )?on the|No space left on device|\\[Errno 28\\]',
    verdict: 'dependency.disk-full',
    reason: '(needs \\S+ .+ filesystem|No space left on device|\\[Errno 28\\].*|more space .+)$',
  },
] as const satisfies readonly Sign[]

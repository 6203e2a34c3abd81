import type { FailureCode } from '../core/failures.ts'

/**
 * The grammar table: how each package manager is spoken to. A row is data: argument lists with holes, the
 * environment, the files it locks, and what its words mean. `{name}` is one argument or a part of one,
 * `{name...}` stands alone and becomes as many arguments as the hole has values; `${…}` is the program's own.
 */
export interface Grammar {
  /** Name, status and version of packages, one per line, tab-separated; all packages without names. */
  readonly queryPackages: readonly string[]
  /** Exit codes of the query that are an answer (not installed), not a broken database. */
  readonly queryAnswers: readonly number[]
  readonly listVersions: readonly string[]
  readonly refresh: readonly string[]
  readonly refreshAll: readonly string[]
  readonly install: readonly string[]
  readonly remove: readonly string[]
  readonly purge: readonly string[]
  /** Say what an installation would install and a removal remove, changing nothing. */
  readonly simulateInstall: readonly string[]
  readonly simulateRemove: readonly string[]
  /** Capture the name of a package in the lines of the simulation. */
  readonly simulatedInstall: string
  readonly simulatedRemoval: string
  readonly repair: readonly string[]
  /** One package at one version, as an argument of install. */
  readonly versioned: string
  readonly environment: Readonly<Record<string, string>>
  /** Files whose kernel locks mean that somebody is at work. */
  readonly lockFiles: readonly string[]
  /** Files that change with every package. */
  readonly databaseFiles: readonly string[]
  readonly repositories: RepositoryGrammar
  /** How a proxy reaches the manager: a file only root reads, never an argument that everybody sees. */
  readonly proxy: { readonly file: string; readonly arguments: readonly string[]; readonly lines: readonly string[] }
  /** What the words of a failed run mean, first match decides. */
  readonly signs: readonly Sign[]
  /** Lines worth showing to a person, best first; the first group of the first match. */
  readonly reasons: readonly string[]
}

/** How package sources are defined on a machine. */
export interface RepositoryGrammar {
  readonly format: 'apt' | 'ini'
  /** Files and folders with entries. */
  readonly places: readonly string[]
  /** Lines of our own entry. */
  readonly entry: readonly string[]
  readonly keyring: 'binary' | 'armoured'
  /** Whether a disabled entry can be used for one run by naming it. */
  readonly enablesById: boolean
  /** Who keeps the trusted keys: the package database, or each entry for itself. */
  readonly trust: 'database' | 'entry'
  /** Whether the manager itself comes to trust the key that an entry names (dnf -y), or asks and is told no (zypper). */
  readonly importsKeys: boolean
  /**
   * The keys of the package database: lists them (one per line: the fingerprint or its last part), trusts those of
   * {file}, takes back {keys...} as they were listed. Empty where the database keeps none.
   * rpm: `rpm -q gpg-pubkey --qf %{VERSION}\\n`, `rpm --import {file}`, `rpm -e --allmatches {keys...}`.
   */
  readonly trustedKeys: readonly string[]
  readonly trustKeys: readonly string[]
  readonly distrustKeys: readonly string[]
  /** What one listed key is called in `distrustKeys`: `gpg-pubkey-{key}`. */
  readonly keyName: string
  /** Folders with a file for each variable of an entry's address, e.g. /etc/dnf/vars. */
  readonly variableFolders: readonly string[]
  /** Asks what $releasever is, and the patterns whose first group it is, best first; VERSION_ID without an answer. */
  readonly release: { readonly query: readonly string[]; readonly answers: readonly string[] }
}

/** locked, transient: try again; repair: run the repair verb, then again; refresh-all: read every list, then again. */
export type Verdict = 'locked' | 'transient' | 'repair' | 'refresh-all' | FailureCode

export interface Sign {
  readonly pattern: string
  readonly verdict: Verdict
}

const aptOptions = [
  '-q',
  '-y',
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'DPkg::Lock::Timeout={lockSeconds}',
  '-o',
  'APT::Get::AutomaticRemove=false',
]
/** A changed conffile must not stop at a question nobody answers: keep the administrator's. */
const dpkgOptions = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold']

const installOptions = ['--no-install-recommends', '--no-remove', '--allow-downgrades']

export const grammars = {
  'apt-get': {
    queryPackages: ['dpkg-query', '-W', '-f=${Package}\\t${Status}\\t${Version}\\n', '{names...}'],
    queryAnswers: [0, 1],
    listVersions: ['apt-cache', 'madison', '{name}'],
    refresh: [
      'apt-get',
      '{proxy...}',
      ...aptOptions,
      ...['-o', 'Dir::Etc::sourcelist={sourceFile}', '-o', 'Dir::Etc::sourceparts=-'],
      ...['-o', 'APT::Get::List-Cleanup=0', '-o', 'APT::Update::Error-Mode=any'],
      // A repository that calls itself by another name is still the one that its key signs.
      ...['-o', 'Acquire::AllowReleaseInfoChange=true'],
      'update',
    ],
    refreshAll: ['apt-get', '{proxy...}', ...aptOptions, 'update'],
    install: ['apt-get', '{proxy...}', ...aptOptions, ...dpkgOptions, ...installOptions, 'install', '{packages...}'],
    remove: ['apt-get', ...aptOptions, ...dpkgOptions, 'remove', '{names...}'],
    purge: ['apt-get', ...aptOptions, ...dpkgOptions, 'purge', '{names...}'],
    simulateInstall: ['apt-get', '-q', '-s', '-y', ...installOptions, 'install', '{packages...}'],
    simulateRemove: ['apt-get', '-q', '-s', 'purge', '{names...}'],
    simulatedInstall: '^Inst (\\S+)',
    simulatedRemoval: '^(?:Remv|Purg) (\\S+)',
    repair: ['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'],
    versioned: '{name}={version}',
    environment: {
      DEBIAN_FRONTEND: 'noninteractive',
      APT_LISTCHANGES_FRONTEND: 'none',
      // needrestart would restart the guest agent that runs us.
      NEEDRESTART_MODE: 'l',
      NEEDRESTART_SUSPEND: '1',
      UCF_FORCE_CONFFOLD: '1',
    },
    lockFiles: [
      '/var/lib/dpkg/lock-frontend',
      '/var/lib/dpkg/lock',
      '/var/lib/apt/lists/lock',
      '/var/cache/apt/archives/lock',
    ],
    databaseFiles: ['/var/lib/dpkg/status'],
    repositories: {
      format: 'apt',
      places: ['/etc/apt/sources.list', '/etc/apt/sources.list.d'],
      entry: [
        '# Added by the AADSSHLoginForLinux extension, removed with it.',
        // The fingerprint is part of the text, so that another pinned key makes another entry.
        '# Key: {fingerprints}',
        'deb [arch={architecture} signed-by={keyring}] {url} {suite} {components}',
      ],
      keyring: 'binary',
      enablesById: false,
      trust: 'entry',
      importsKeys: false,
      trustedKeys: [],
      trustKeys: [],
      distrustKeys: [],
      keyName: '',
      variableFolders: [],
      release: { query: [], answers: [] },
    },
    proxy: {
      file: 'apt.conf',
      arguments: ['-c', '{file}'],
      lines: ['Acquire::http::Proxy "{proxy}";', 'Acquire::https::Proxy "{proxy}";'],
    },
    signs: [
      { pattern: 'are you root\\?|Could not open lock file .*Permission denied', verdict: 'dependency.permission' },
      { pattern: 'No space left on device|enough free space in', verdict: 'dependency.disk-full' },
      { pattern: 'Read-only file system', verdict: 'dependency.read-only' },
      { pattern: 'Could not get lock|Unable to acquire the dpkg frontend lock', verdict: 'locked' },
      { pattern: 'Unable to lock (the administration )?directory', verdict: 'locked' },
      { pattern: 'frontend lock was locked by another process', verdict: 'locked' },
      { pattern: 'dpkg was interrupted|/usr/bin/dpkg exited unexpectedly', verdict: 'repair' },
      { pattern: 'maintainer script|script subprocess|script returned error', verdict: 'packages.transaction-failed' },
      { pattern: '(^|\\s)5\\d\\d  \\S|429  |returned error: (5\\d\\d|429)', verdict: 'transient' },
      // The list is older than the mirror behind it.
      { pattern: 'Failed to fetch \\S+\\.deb +404', verdict: 'refresh-all' },
      { pattern: '(^|\\s)(401|403|404|407|410)  \\S|does not have a Release file', verdict: 'repository.refused' },
      { pattern: '(returned error:|from proxy: HTTP/\\S+) (401|403|404|407|410)', verdict: 'repository.refused' },
      {
        pattern: 'ertificate verif|certificate subject name|No system certificates|Could not load .*certificates',
        verdict: 'repository.refused',
      },
      { pattern: 'is not valid yet|is expired', verdict: 'repository.refused' },
      {
        pattern:
          'NO_PUBKEY|EXPKEYSIG|BADSIG|Missing key|signature verification failed|is not signed|Failed to parse keyring',
        verdict: 'repository.signature',
      },
      { pattern: 'Conflicting values set for option Signed-By', verdict: 'repository.conflict' },
      { pattern: 'list of sources could not be read|Syntax error /etc/apt', verdict: 'packages.configuration' },
      { pattern: 'The method driver \\S+ could not be found', verdict: 'dependency.missing-tool' },
      {
        pattern:
          'resolving |Could not resolve|Could not connect|Connection|Error reading from server|Hash Sum mismatch|timed out|Failed to fetch',
        verdict: 'transient',
      },
      { pattern: 'unmet dependencies|is not installable', verdict: 'refresh-all' },
      {
        pattern: "Unable to locate package|Version '.*' for '.*' was not found|has no installation candidate",
        verdict: 'package.not-published',
      },
      { pattern: 'could not be parsed or opened|parsing file .*status', verdict: 'packages.database' },
    ],
    reasons: [
      '^Err:\\d+ .*\\n +(.+)$',
      '^[WE]: Failed to fetch \\S+ +(.+)$',
      '^(dpkg: error processing .*\\n +.+)$',
      '^E: (?!Sub-process|Some index)(.+)$',
      '^(?:E|W|dpkg): (.+)$',
    ],
  },
} as const satisfies Record<string, Grammar>

export type PackageManagerName = keyof typeof grammars

/** The argument list of a phrase with its holes filled. Throws on a hole without a value: a bug in the table. */
export function speak(
  phrase: readonly string[],
  holes: Readonly<Record<string, string | readonly string[]>>,
): string[] {
  return phrase.flatMap((word) => {
    const list = /^\{(\w+)\.\.\.\}$/.exec(word)?.[1]
    if (list !== undefined) return listHole(holes, list)
    return [word.replace(/(?<!\$)\{(\w+)\}/g, (_, name: string) => textHole(holes, name))]
  })
}

function listHole(holes: Readonly<Record<string, string | readonly string[]>>, name: string): readonly string[] {
  const value = holes[name]
  if (value === undefined || typeof value === 'string') throw new TypeError(`grammar: no list for {${name}...}`)
  return value
}

function textHole(holes: Readonly<Record<string, string | readonly string[]>>, name: string): string {
  const value = holes[name]
  if (typeof value !== 'string') throw new TypeError(`grammar: no text for {${name}}`)
  return value
}

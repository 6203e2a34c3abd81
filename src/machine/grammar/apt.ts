import { aptReasons, aptSigns } from './apt-words.ts'
import type { Grammar } from './row.ts'

const options = [
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

/** Does what apt-get refuses while any other package is in trouble; also for one that was never unpacked whole. */
const dpkg = ['dpkg', '--force-remove-reinstreq']
const dpkgRemoval = { remove: [...dpkg, '--remove', '{names...}'], purge: [...dpkg, '--purge', '{names...}'] }
const scriptFile = (script: string): string => `/var/lib/dpkg/info/{name}.${script}`

/** apt-get and dpkg, from apt 1.2 (which ignores the options it does not know yet) to apt 3. */
export const apt = {
  queryPackages: ['dpkg-query', '-W', '-f=${Package}\\t${Status}\\t${Version}\\n', '{names...}'],
  queryAnswers: [0, 1],
  queryTrouble: '^dpkg-query: error: ',
  holds: [],
  listVersions: ['apt-cache', 'madison', '{name}'],
  listedVersion: '^ *(?<name>\\S+) \\| +(?<version>\\S+) \\|',
  versionOrder: 'listed',
  refresh: [
    'apt-get',
    '{proxy...}',
    ...options,
    ...['-o', 'Dir::Etc::sourcelist={sourceFile}', '-o', 'Dir::Etc::sourceparts=-'],
    ...['-o', 'APT::Get::List-Cleanup=0', '-o', 'APT::Update::Error-Mode=any'],
    // A repository that calls itself by another name is still the one that its key signs.
    ...['-o', 'Acquire::AllowReleaseInfoChange=true'],
    'update',
  ],
  widen: ['apt-get', '{proxy...}', ...options, 'update'],
  install: ['apt-get', '{proxy...}', ...options, ...dpkgOptions, ...installOptions, 'install', '{packages...}'],
  remove: ['apt-get', ...options, ...dpkgOptions, 'remove', '{names...}'],
  purge: ['apt-get', ...options, ...dpkgOptions, 'purge', '{names...}'],
  insistent: [
    { ...dpkgRemoval, skips: false, scripts: [] },
    { ...dpkgRemoval, skips: true, scripts: [scriptFile('prerm')] },
    { ...dpkgRemoval, skips: true, scripts: [scriptFile('prerm'), scriptFile('postrm')] },
  ],
  listFiles: ['dpkg', '-L', '{name}'],
  simulateInstall: ['apt-get', '-q', '-s', '-y', ...installOptions, 'install', '{packages...}'],
  simulateRemove: ['apt-get', '-q', '-s', 'purge', '{names...}'],
  simulatedInstall: '^Inst (\\S+)',
  simulatedRemoval: '^(?:Remv|Purg) (\\S+)',
  repair: ['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'],
  reconfigure: ['dpkg-reconfigure', '--frontend=noninteractive', '{names...}'],
  reinstall: [
    ...['apt-get', '{proxy...}', ...options, ...dpkgOptions, ...installOptions],
    ...['--reinstall', 'install', '{packages...}'],
  ],
  byHand: {
    reconfigure: 'sudo dpkg-reconfigure {name}',
    reinstall: 'sudo apt-get install --reinstall {name}',
    purge: 'sudo apt-get purge {names}',
    goBack: 'sudo apt-get install --allow-downgrades {packages}',
  },
  verifyFiles: ['dpkg', '--verify', '{name}'],
  // Nine signs and a letter where it is configuration; only contents are compared.
  damagedFile: '^(?:missing  |\\?\\?5\\?\\?\\?\\?\\?\\?) {3}(/.+)$',
  versioned: '{name}={version}',
  // The lists of all sources are there already; only which of them is read anew differs.
  scope: { own: [], all: [], without: [] },
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
  pidFiles: [],
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
    file: { name: 'apt.conf', lines: ['Acquire::http::Proxy "{proxy}";', 'Acquire::https::Proxy "{proxy}";'] },
    arguments: ['-c', '{file}'],
    environment: {},
  },
  prerequisites: [
    // apt 1.5 brought its own; before, https is a package.
    { url: '^https:', file: '/usr/lib/apt/methods/https', packages: ['apt-transport-https'] },
    { url: '^https:', file: '/etc/ssl/certs/ca-certificates.crt', packages: ['ca-certificates'] },
  ],
  complaints: {
    line: '^(Err:|E: |W: (Failed to fetch|GPG error|An error occurred|.*(is not signed|have a Release file)))',
    about: '^(?:Err:\\d+|[EW]: Failed to fetch) ([a-z]+://\\S+)',
    detail: '^ ',
    elsewhere: {
      failed: '^(Err:|E: )(?!.*index files failed)',
      // Programs that packages hang behind a refresh, e.g. command-not-found: they run when the lists have been read.
      beside: '://|^E: (Problem executing scripts|Sub-process )',
    },
  },
  signs: aptSigns,
  reasons: aptReasons,
} as const satisfies Grammar

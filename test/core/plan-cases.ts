import type { Facts, PackageState, RepositoryEntry } from '../../src/core/facts.ts'
import type { RepositoryFacts } from '../../src/core/plan-repository.ts'
import type { RemovalCare } from '../../src/core/removal.ts'
import { absentPackage, type DeployRequest, type Step, type WantedRepository } from '../../src/core/plan.ts'

export const entryText = [
  '# Added by the AADSSHLoginForLinux extension, removed with it.',
  '# Key: AB12',
  'deb [arch=amd64 signed-by=/usr/share/keyrings/own.gpg] https://packages.example/debian/12/prod bookworm main',
  '',
].join('\n')

/** The repository that the tests of the plan ask for. */
export const repository: WantedRepository = {
  url: 'https://packages.example/debian/12/prod',
  suite: 'bookworm',
  components: ['main'],
  architecture: 'amd64',
  aliases: ['https://packages.example/repos/debian-bookworm-prod'],
  entryId: 'own',
  entryText,
  enablesById: false,
  trust: 'entry',
  importsKeys: false,
  keys: [{ from: { url: 'https://packages.example/keys/own.asc' }, fingerprints: ['AB12'] }],
  entryFile: '/etc/apt/sources.list.d/own.list',
  keyringFile: '/usr/share/keyrings/own.gpg',
}

export function installed(version = '1.0.1'): PackageState {
  return { status: 'installed', version, held: false, residual: false }
}

export const broken: PackageState = { status: 'broken', version: '1.0.1', held: false, residual: false }
export const residual: PackageState = { ...absentPackage, residual: true, version: '1.0.0' }

/** An entry for the repository that somebody else made. */
export function foreignEntry(part: Partial<RepositoryEntry> = {}): RepositoryEntry {
  return {
    file: '/etc/apt/sources.list.d/prod.list',
    url: repository.url,
    id: '',
    suite: repository.suite,
    components: ['main'],
    architectures: [],
    signedBy: [],
    enabled: true,
    ...part,
  }
}

type PlanFacts = Pick<Facts, 'packages'> & RepositoryFacts

/** A machine that has nothing of ours, but for what the test says. */
export function factsOf(part: Partial<PlanFacts> = {}): PlanFacts {
  return { packages: {}, repositories: [], ownFiles: {}, alteredFiles: {}, trustedKeys: [], ...part }
}

/** Our files as an installation leaves them. */
export const own = { [repository.entryFile]: base64(entryText), [repository.keyringFile]: base64('key') }

export function requestOf(part: Partial<DeployRequest> = {}): DeployRequest {
  return {
    packages: [{ name: 'login' }],
    repository,
    places: care.places,
    mode: 'converge',
    interrupted: false,
    ...part,
  }
}

/** How packages are removed in the tests. */
export const care: RemovalCare = {
  sessions: 'wait',
  places: {
    sshd: {
      unit: 'ssh.service',
      program: '/usr/sbin/sshd',
      minimumVersion: '6.9',
      configuration: '/etc/ssh/sshd_config',
      fragments: '/etc/ssh/sshd_config.d',
    },
    wiring: {
      nss: { file: '/etc/nsswitch.conf', database: 'passwd', module: 'aad' },
      pam: { files: ['/etc/pam.d/common-account'], module: 'pam_aad' },
      authorizedKeysCommand: '/usr/sbin/aad_certhandler',
    },
  },
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** The kinds of the steps, and what a package step works on: short enough to compare by eye. */
export function brief(step: Step): string {
  switch (step.kind) {
    case 'install-packages':
      return `install ${step.packages.map(({ name, version }) => (version ? `${name}=${version}` : name)).join(' ')}`
    case 'remove-packages':
      return `${step.purge ? 'purge' : 'remove'} ${step.names.join(' ')}`
    case 'remove-dependencies':
      return `dependencies ${step.names?.join(' ') ?? 'recorded'}`
    case 'refresh-packages':
      return `refresh ${step.source.file}`
    case 'install-prerequisites':
      return `prerequisites ${step.names.join(' ')}`
    case 'repair-packages':
      return 'repair'
    case 'settle-sessions':
      return `sessions ${step.policy}`
    case 'clear-wiring':
      return 'clear'
    case 'bring-back':
      return `bring back ${step.packages.map(({ name, version = '' }) => `${name}=${version}`).join(' ')}`
    case 'reconfigure-packages':
      return `reconfigure ${step.names.join(' ')}`
    case 'reinstall-packages':
      return `reinstall ${step.packages.map(({ name, version = '' }) => `${name}=${version}`).join(' ')}`
    case 'reload-sshd':
      return `reload ${step.sshd.unit}`
    case 'distrust-keys':
      return `distrust ${step.fingerprints.join(' ')}`
    case 'trust-keys':
    case 'install-key':
    case 'write-file':
    case 'restore-file':
    case 'remove-file':
      return `${step.kind} ${step.path}`
  }
}

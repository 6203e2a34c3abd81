import type { Facts, PackageState } from './facts.ts'
import { isVersion } from './package-version.ts'
import { planRepository, type RepositoryFacts } from './plan-repository.ts'
import { planMigration, removal, type LoginPlaces, type Migration } from './removal.ts'
import type { SessionPolicy } from './session.ts'

export { describeStep } from './describe-step.ts'

/** A plan is plain data: printable, storable, comparable. Nothing in it knows how it is done. */
export interface Plan {
  readonly steps: readonly PlannedStep[]
}

export interface PlannedStep {
  readonly step: Step
  /** What brings back the state found, computed when the plan is made; done in this order. */
  readonly undo: readonly Step[]
}

export type Step =
  | { readonly kind: 'install-key'; readonly path: string; readonly keys: readonly WantedKey[] }
  /** Makes the package database (rpm) trust the keys of a file; taken back by removing those that it did not trust. */
  | { readonly kind: 'trust-keys'; readonly path: string; readonly fingerprints: readonly string[] }
  | { readonly kind: 'distrust-keys'; readonly fingerprints: readonly string[] }
  | { readonly kind: 'write-file'; readonly path: string; readonly content: string }
  /** `recorded`: what the ledger said of a file that somebody had changed, '' where it said nothing. */
  | { readonly kind: 'restore-file'; readonly path: string; readonly base64: string; readonly recorded?: string }
  | { readonly kind: 'remove-file'; readonly path: string }
  | { readonly kind: 'repair-packages' }
  /** The maintainer scripts of installed packages once more. */
  | { readonly kind: 'reconfigure-packages'; readonly names: readonly string[] }
  /** The same versions once more, with all their files. */
  | { readonly kind: 'reinstall-packages'; readonly packages: readonly WantedPackage[]; readonly source: Source }
  /** sshd reads its configuration anew, if it accepts it. */
  | { readonly kind: 'reload-sshd'; readonly sshd: LoadedSshd }
  /** Tools without which the repository cannot be read on an old system. */
  | { readonly kind: 'install-prerequisites'; readonly names: readonly string[] }
  | { readonly kind: 'refresh-packages'; readonly source: Source }
  | { readonly kind: 'install-packages'; readonly packages: readonly WantedPackage[]; readonly source: Source }
  /** `insists`: scripts that fail are passed over, as long as that leaves nobody locked out of these places. */
  | {
      readonly kind: 'remove-packages'
      readonly names: readonly string[]
      readonly purge: boolean
      readonly insists?: LoginPlaces
    }
  /** Until no user of this NSS module has a process any more; fails when the policy does not bring that about. */
  | { readonly kind: 'settle-sessions'; readonly policy: SessionPolicy; readonly module: string }
  /** Takes what names modules and programs that are gone out of PAM, NSS and sshd. */
  | { readonly kind: 'clear-wiring'; readonly places: LoginPlaces }
  /** Installs somebody else's packages again that we had removed. */
  | { readonly kind: 'bring-back'; readonly packages: readonly WantedPackage[]; readonly source: Source }
  /** What came along with our packages; without names all that the ledger lists by then, `except` what it did before. */
  | { readonly kind: 'remove-dependencies'; readonly names?: readonly string[]; readonly except?: readonly string[] }

/** The sshd that listens, and how to reach it. */
export interface LoadedSshd {
  readonly program: string
  readonly unit: string
  readonly pid: number
  /** It writes its process id there whenever it has read its configuration. */
  readonly pidFile: string
}

export interface WantedPackage {
  readonly name: string
  /** Exactly this version; the newest installable without it. */
  readonly version?: string
  /** The version is the table's choice, not the customer's: it counts when packages change, not for what is there. */
  readonly pinned?: boolean
}

export interface WantedKey {
  /** `path` comes from the settings, `systemFile` is one that the distribution brings. */
  readonly from: { readonly url: string } | { readonly path: string } | { readonly systemFile: string }
  /** Upper-case hexadecimal; the key is refused unless each of its primary keys has one of these. */
  readonly fingerprints: readonly string[]
}

/** The repository to install from: where it is and which file of the machine defines it. */
export interface Source {
  readonly url: string
  readonly suite: string
  readonly file: string
  /** What the manager calls the entry; '' for apt. */
  readonly id: string
}

export interface WantedRepository {
  readonly url: string
  readonly suite: string
  readonly components: readonly string[]
  /** Other addresses of the same repository. */
  readonly aliases: readonly string[]
  /** The name and the text of our own entry. */
  readonly entryId: string
  readonly entryText: string
  /** Whether a disabled entry of the machine can be used by naming it (dnf), or only an enabled one (apt). */
  readonly enablesById: boolean
  /** Whether the package database keeps the trusted keys (rpm) or the entry names its own keyring (apt). */
  readonly trust: 'database' | 'entry'
  /** Whether the manager by itself comes to trust the keys that an entry names. */
  readonly importsKeys: boolean
  /** The distribution's word for the architecture (amd64, arm64). */
  readonly architecture: string
  /** All keys that may sign it; they share one keyring file. */
  readonly keys: readonly WantedKey[]
  readonly entryFile: string
  readonly keyringFile: string
}

export interface DeployRequest {
  readonly packages: readonly WantedPackage[]
  readonly repository: WantedRepository
  /** What is cleaned when packages that were added go again past their scripts: what failed may have been one of them. */
  readonly places: LoginPlaces
  /** upgrade: newest version even when one is installed (install, update). converge: only what is missing. */
  readonly mode: 'upgrade' | 'converge'
  /** An earlier transaction was cut short: its rest is finished first. */
  readonly interrupted: boolean
  /** Packages without which the repository cannot be read. */
  readonly prerequisites?: readonly string[]
  /** Where the settings allow it: the older packages, which conflict with ours. */
  readonly migration?: Migration
}

type DeployFacts = Pick<Facts, 'packages'> & RepositoryFacts & Partial<Pick<Facts, 'lostFiles' | 'cameAlong'>>

/**
 * What has to be done so that the wanted packages are installed. Empty: already so. An entry of our own follows the
 * settings whenever somebody looks; one that nobody made is made only when packages are to come from it.
 */
export function planDeploy(facts: DeployFacts, request: DeployRequest): Plan {
  const state = (name: string): PackageState => facts.packages[name] ?? absentPackage
  const toInstall = request.packages.filter((wanted) => needsInstall(state(wanted.name), wanted, request.mode))
  const repair = request.interrupted || request.packages.some((wanted) => state(wanted.name).status === 'broken')
  const steps: PlannedStep[] = repair ? [{ step: { kind: 'repair-packages' }, undo: [] }] : []
  const migrate = (source?: Source): PlannedStep[] =>
    request.migration === undefined ? [] : planMigration(request.migration, state, source)
  if (toInstall.length === 0 && !hasEntry(facts, request.repository)) return { steps: [...steps, ...migrate()] }

  const repository = planRepository(facts, request.repository)
  const isRead = toInstall.length > 0 || repository.steps.some(({ step }) => step.kind !== 'remove-file')
  if (isRead) steps.push(...installPrerequisites(request))
  steps.push(...repository.steps)
  if (isRead) steps.push({ step: { kind: 'refresh-packages', source: repository.source }, undo: [] })
  // Only once the new ones are within reach: most that goes wrong has gone wrong by then.
  steps.push(...migrate(repository.source))
  if (toInstall.length > 0)
    steps.push({
      step: { kind: 'install-packages', packages: toInstall, source: repository.source },
      undo: undoInstall(request, toInstall, { state, cameAlong: facts.cameAlong ?? [] }, repository.source),
    })
  return { steps }
}

/** An entry that we made and that somebody took away counts: without it the packages get no updates. */
function hasEntry({ ownFiles, lostFiles = [] }: DeployFacts, { entryFile }: WantedRepository): boolean {
  return ownFiles[entryFile] !== undefined || lostFiles.includes(entryFile)
}

export const absentPackage: PackageState = { status: 'absent', version: '', held: false, residual: false }

function needsInstall(found: PackageState, wanted: WantedPackage, mode: DeployRequest['mode']): boolean {
  if (found.status !== 'installed') return true
  if (found.held) return false
  if (mode === 'converge' && wanted.pinned === true) return false
  if (wanted.version !== undefined) return !isVersion(found.version, wanted.version)
  return mode === 'upgrade'
}

function installPrerequisites({ prerequisites: names = [] }: DeployRequest): PlannedStep[] {
  if (names.length === 0) return []
  return [{ step: { kind: 'install-prerequisites', names }, undo: [{ kind: 'remove-dependencies', names }] }]
}

/** Packages that were absent go again; upgraded ones get their version back; broken ones had nothing to return to. */
function undoInstall(
  request: DeployRequest,
  toInstall: readonly WantedPackage[],
  { state, cameAlong }: { readonly state: (name: string) => PackageState; readonly cameAlong: readonly string[] },
  source: Source,
): Step[] {
  const names = toInstall.map((wanted) => wanted.name)
  const added = names.filter((name) => state(name).status === 'absent')
  const upgraded = names.filter((name) => state(name).status === 'installed')
  const undo = removal(added, (name) => !state(name).residual, request.places)
  // Where a login package stays, what came along may be its own.
  // What is left of an installation that was cut short goes with the rest.
  const except = request.interrupted ? [] : cameAlong
  if (added.length === request.packages.length)
    undo.push({ kind: 'remove-dependencies', ...(except.length > 0 && { except }) })
  if (upgraded.length > 0)
    undo.push({
      kind: 'install-packages',
      packages: upgraded.map((name) => ({ name, version: state(name).version })),
      source,
    })
  return undo
}

import type { Session } from './session.ts'

/** What the machine is like. Read by src/machine/facts, judged by checks, decided on by plan: plain data. */
export interface Facts {
  readonly system: System
  readonly memory: Memory
  readonly packages: Readonly<Record<string, PackageState>>
  readonly predecessor: Predecessor
  readonly repositories: readonly RepositoryEntry[]
  /**
   * Keys that the package database itself trusts (rpm), by the fingerprint or the last part of it that the database
   * keeps, upper case; empty for apt, where each entry names its keyring.
   */
  readonly trustedKeys: readonly string[]
  /** Base64 content of those of our own files that exist: repository entry and keyring. */
  readonly ownFiles: Readonly<Record<string, string>>
  /** Of those that hold something else than what we last wrote: the SHA-256 in the ledger, '' where it has none. */
  readonly alteredFiles: Readonly<Record<string, string>>
  /** Of our own files those that the ledger lists and that are gone. */
  readonly lostFiles: readonly string[]
  /** What the ledger lists as come along with our packages. */
  readonly cameAlong: readonly string[]
}

export interface System {
  /** os-release ID in lower case, '' when unknown. */
  readonly id: string
  readonly idLike: readonly string[]
  /** os-release VERSION_ID, e.g. "12", "22.04"; '' when absent. */
  readonly versionId: string
  /** os-release VERSION_CODENAME, '' when absent. */
  readonly codename: string
  /** UBUNTU_CODENAME and DEBIAN_CODENAME where stated: the version of the parent that a derivative is made from. */
  readonly parentCodenames: readonly string[]
  /** What a person calls it: PRETTY_NAME, else NAME and VERSION_ID, else "unknown Linux". */
  readonly prettyName: string
  /** As `uname -m` prints it: x86_64, aarch64, … */
  readonly architecture: string
}

export interface Memory {
  /** Bytes the hypervisor gave, from the kernel's memory blocks; undefined where the kernel does not tell. */
  readonly allocatedBytes: number | undefined
  /** MemTotal in bytes: what is left after firmware, kernel and crash kernel. */
  readonly totalBytes: number | undefined
}

export interface PackageState {
  /** absent: no files (configuration may remain). broken: half-installed, half-configured or half-removed. */
  readonly status: 'absent' | 'installed' | 'broken'
  readonly version: string
  /** Whether the administrator holds this version. */
  readonly held: boolean
  /** Configuration files of a removed package remain. */
  readonly residual: boolean
}

export interface Predecessor {
  /** Installed or half-removed packages of AADLoginForLinux. */
  readonly packages: readonly string[]
  /** Folders of the AADLoginForLinux extension below the agent's library directory. */
  readonly folders: readonly string[]
  /** Users who are logged in, as long as its packages are there. */
  readonly sessions: readonly Session[]
}

/** One package source that the machine already has configured. */
export interface RepositoryEntry {
  readonly file: string
  /** What the manager calls it: the section of a .repo file, '' for apt, whose entries have no name. */
  readonly id: string
  readonly url: string
  /** apt's suite (codename) or '' where repositories have none. */
  readonly suite: string
  readonly components: readonly string[]
  /** Architectures it is limited to; with `!` before it, one that it leaves out. Empty: serves every machine. */
  readonly architectures: readonly string[]
  /** Keys the entry names: paths of keyrings (apt), addresses (rpm); empty when it relies on the system's trust. */
  readonly signedBy: readonly string[]
  readonly enabled: boolean
}

import type { FailureCode } from '../../core/failures.ts'
import type { ByHand } from '../../core/piece.ts'

/** An argument list with holes, see `speak`. */
export type Phrase = readonly string[]

/**
 * One row of the grammar table: how a package manager is spoken to. Pure data: argument lists with holes, the
 * environment, the files it locks, and what its words mean. Whatever interprets a row works for all rows.
 */
export interface Grammar {
  /** Name, status and version of packages, one per line, tab-separated; all packages without names. */
  readonly queryPackages: Phrase
  /** Exit codes of the query that are an answer (not installed), not a broken database. */
  readonly queryAnswers: readonly number[]
  /** What it says on stderr when the database cannot be read, although it may call everything "not installed". */
  readonly queryTrouble: string
  /** Where the administrator holds packages back, beside the status in the database. */
  readonly holds: readonly HoldFile[]
  readonly listVersions: Phrase
  /** Captures `name` and `version` of each entry of that list. */
  readonly listedVersion: string
  /** listed: the manager prints the newest first; rpm: to be put in order by the rules of rpm. */
  readonly versionOrder: 'listed' | 'rpm'
  /** Reads the list of our own source. */
  readonly refresh: Phrase
  /** Makes ready what all sources offer before they are used; empty where the manager does so by itself. */
  readonly widen: Phrase
  readonly install: Phrase
  /** Where install does not go back to an older version. */
  readonly downgrade?: Phrase
  readonly remove: Phrase
  readonly purge: Phrase
  /** Ways to remove what refuses to go, tried in this order: the system's low-level tool, then without the scripts that fail. */
  readonly insistent: readonly InsistentRemoval[]
  /** The paths of all files of {name}, one per line. */
  readonly listFiles: Phrase
  /** Say what an installation would install and a removal remove, changing nothing and asking no network. */
  readonly simulateInstall: Phrase
  readonly simulateRemove: Phrase
  /** Capture the name of a package in the lines of the simulation; a removal that never takes others has none. */
  readonly simulatedInstall: string
  readonly simulatedRemoval?: string
  /** Finishes what was interrupted; empty where nothing can be left half done. */
  readonly repair: Phrase
  /** Runs the scripts of installed packages again; empty where there is no such thing. */
  readonly reconfigure: Phrase
  /** Installs packages once more in the version they have. */
  readonly reinstall: Phrase
  /** What a person types for these two. */
  readonly byHand: ByHand
  /** Compares the files of an installed package with what came, and the path in a line about one that matters. */
  readonly verifyFiles: Phrase
  readonly damagedFile: string
  /** One package at one version, as an argument of install. */
  readonly versioned: string
  readonly scope: ScopeGrammar
  readonly listSources?: SourceList
  readonly environment: Readonly<Record<string, string>>
  /** Files whose kernel locks mean that somebody is at work. */
  readonly lockFiles: readonly string[]
  /** Files with the number of a process that is at work as long as it lives. */
  readonly pidFiles: readonly string[]
  /** Files that change with every package. */
  readonly databaseFiles: readonly string[]
  readonly repositories: RepositoryGrammar
  readonly proxy: ProxyGrammar
  readonly prerequisites: readonly Prerequisite[]
  readonly complaints: ComplaintGrammar
  /** What the words of a failed run mean, first match decides. */
  readonly signs: readonly Sign[]
  /** Lines worth showing to a person, best first; the first group of the first match. */
  readonly reasons: readonly string[]
}

/** A way to remove packages that refuse to go. */
export interface InsistentRemoval {
  readonly remove: Phrase
  readonly purge: Phrase
  /** Whether scripts of the packages do not run: what they would have taken out is taken out before. */
  readonly skips: boolean
  /** Scripts to put out of the way for the run, paths with {name}; empty where an argument does it. */
  readonly scripts: readonly string[]
}

/** Which sources a run may look at: arguments, `{id}` is our own source. */
export interface ScopeGrammar {
  readonly own: Phrase
  /** All sources; those that are broken are passed over. */
  readonly all: Phrase
  /** Leaves out one source that stops the run although all were to be passed over if broken. */
  readonly without: Phrase
}

/** Where complaints call a source by its title: how to learn what its arguments call it. */
export interface SourceList {
  readonly phrase: Phrase
  /** Captures `id` and `title`. */
  readonly listed: string
}

/** A file, or a folder of files, in which the administrator names packages that must stay as they are. */
export interface HoldFile {
  readonly path: string
  /** The first group of each match: names or shell patterns, separated by commas or spaces. */
  readonly pattern: string
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
   */
  readonly trustedKeys: Phrase
  readonly trustKeys: Phrase
  readonly distrustKeys: Phrase
  /** What one listed key is called in `distrustKeys`: `gpg-pubkey-{key}`. */
  readonly keyName: string
  /** Folders with a file for each variable of an entry's address, e.g. /etc/dnf/vars. */
  readonly variableFolders: readonly string[]
  /** Asks what $releasever is, and the patterns whose first group it is, best first; VERSION_ID without an answer. */
  readonly release: { readonly query: Phrase; readonly answers: readonly string[] }
}

/**
 * How a proxy reaches the manager: its environment, or a file only root reads, never an argument that everybody sees.
 * `file` is always written; `override` only where the machine's own configuration names another proxy, which would win
 * over the environment: then a copy without those lines takes its place for the run.
 */
export interface ProxyGrammar {
  readonly environment: Readonly<Record<string, string>>
  readonly file?: { readonly name: string; readonly lines: readonly string[] }
  readonly override?: { readonly name: string; readonly path: string; readonly lines: string }
  /** Lead to the file of either kind, `{file}`. */
  readonly arguments: Phrase
}

/** Packages that a manager needs to reach a source, and how to see that they are missing. */
export interface Prerequisite {
  readonly url: string
  readonly file: string
  readonly packages: readonly string[]
}

/** How a manager complains about a source. */
export interface ComplaintGrammar {
  /** A line that says of a source that it could not be read; other lines about it are warnings. */
  readonly line: string
  /** A line of detail below such a line. */
  readonly detail: string
  /** Captures the address or the name of the source that is complained about. */
  readonly about: string
  /** A line which says, without a failure, that a source was passed over; ours where only ours is in use. */
  readonly passedOver?: string
  /**
   * Where a refresh fails although the list it was for was read: lines that say that it failed, and those among them
   * that are about something else.
   */
  readonly elsewhere?: { readonly failed: string; readonly beside: string }
}

/**
 * locked, transient: try again; throttled: the mirror has too many askers, try again for as long as there is time; repair: run the repair verb, then again; refresh: read our list again, then again;
 * widen: use all sources, then again; avoid: without the source that stops the run.
 */
export type Verdict = 'locked' | 'transient' | 'throttled' | Cure | FailureCode

/** What can be done once about a failed run before it is tried again. */
export type Cure = 'repair' | 'refresh' | 'widen' | 'avoid'

export interface Sign {
  readonly pattern: string
  readonly verdict: Verdict
  /** Counts only once all sources are in use. */
  readonly scope?: 'all'
  /** The line that tells a person most of it where others of the same run would be met first; its first group. */
  readonly reason?: string
}

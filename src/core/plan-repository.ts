import { toBase64 } from './base64.ts'
import type { Facts, RepositoryEntry } from './facts.ts'
import type { PlannedStep, Source, Step, WantedKey, WantedRepository } from './plan.ts'
import { sameRepository } from './repository-address.ts'
import { isTrusted } from './trusted-key.ts'

export type RepositoryFacts = Pick<Facts, 'repositories' | 'ownFiles' | 'alteredFiles' | 'trustedKeys'>

export interface PlannedRepository {
  readonly source: Source
  readonly steps: readonly PlannedStep[]
}

/** Where the packages come from, and what has to be done so that the machine knows it: nothing when it does already. */
export function planRepository(facts: RepositoryFacts, wanted: WantedRepository): PlannedRepository {
  const foreign = foreignEntry(facts.repositories, wanted)
  if (foreign === undefined) return planOwn(facts, wanted)
  const { url, suite, file, id } = foreign
  const trust = keptKeyring(wanted) ? planTrust(facts, wanted) : []
  return { source: { url, suite, file, id }, steps: [...trust, ...removeOwn(facts, wanted)] }
}

/**
 * The entry of somebody else that serves the same: used as it is, with its own key, because two entries for one
 * repository with different keys stop apt altogether. One that is disabled serves where it can be used by its name.
 */
export function foreignEntry(
  entries: readonly RepositoryEntry[],
  wanted: WantedRepository,
): RepositoryEntry | undefined {
  const foreign = entries.filter((entry) => entry.file !== wanted.entryFile && servesFrom(entry, wanted))
  return foreign.find(({ enabled }) => enabled) ?? (wanted.enablesById ? foreign[0] : undefined)
}

function servesFrom(entry: RepositoryEntry, wanted: WantedRepository): boolean {
  if (entry.suite !== wanted.suite || !servesArchitecture(entry, wanted.architecture)) return false
  if (![wanted.url, ...wanted.aliases].some((url) => sameRepository(entry.url, url))) return false
  return wanted.components.every((component) => entry.components.includes(component))
}

function servesArchitecture({ architectures }: RepositoryEntry, architecture: string): boolean {
  if (architectures.includes(`!${architecture}`)) return false
  const only = architectures.filter((name) => !name.startsWith('!'))
  return only.length === 0 || only.includes(architecture)
}

function planOwn(facts: RepositoryFacts, wanted: WantedRepository): PlannedRepository {
  const { url, suite, entryFile, entryId, entryText: content, keyringFile } = wanted
  const source = { url, suite, file: entryFile, id: entryId }
  const isWritten = facts.ownFiles[entryFile] === toBase64(new TextEncoder().encode(content))
  const isIntact = [entryFile, keyringFile].every((path) => facts.alteredFiles[path] === undefined)
  if (isWritten && isIntact && facts.ownFiles[keyringFile] !== undefined)
    return { source, steps: trustStep(facts, wanted) }
  const entry: PlannedStep = {
    step: { kind: 'write-file', path: entryFile, content },
    undo: [undoFile(facts, entryFile)],
  }
  return { source, steps: [installKey(facts, wanted), ...trustStep(facts, wanted), entry] }
}

/** Whether our keyring stands beside an entry of somebody else: where nothing but us makes the database trust a key. */
function keptKeyring({ trust, importsKeys }: WantedRepository): boolean {
  return trust === 'database' && !importsKeys
}

function planTrust(facts: RepositoryFacts, wanted: WantedRepository): PlannedStep[] {
  const trust = trustStep(facts, wanted)
  return trust.length === 0 ? [] : [installKey(facts, wanted), ...trust]
}

function installKey(facts: RepositoryFacts, { keyringFile: path, keys }: WantedRepository): PlannedStep {
  return { step: { kind: 'install-key', path, keys }, undo: [undoFile(facts, path)] }
}

function trustStep(
  { trustedKeys }: RepositoryFacts,
  { trust, keyringFile: path, keys }: WantedRepository,
): PlannedStep[] {
  const isNew = ({ fingerprints }: WantedKey): boolean => !fingerprints.some((one) => isTrusted(trustedKeys, one))
  const fingerprints = trust === 'database' ? keys.filter(isNew).flatMap((key) => key.fingerprints) : []
  if (fingerprints.length === 0) return []
  return [{ step: { kind: 'trust-keys', path, fingerprints }, undo: [{ kind: 'distrust-keys', fingerprints }] }]
}

/** Where another entry serves, ours goes, unless somebody has changed it: then it is theirs, and needs its keyring. */
function removeOwn(facts: RepositoryFacts, wanted: WantedRepository): PlannedStep[] {
  const { entryFile, keyringFile } = wanted
  if (facts.alteredFiles[entryFile] !== undefined) return []
  const files =
    keptKeyring(wanted) || facts.alteredFiles[keyringFile] !== undefined ? [entryFile] : [entryFile, keyringFile]
  const present = files.filter((path) => facts.ownFiles[path] !== undefined)
  return present.map((path) => ({ step: { kind: 'remove-file', path }, undo: [undoFile(facts, path)] }))
}

function undoFile({ ownFiles, alteredFiles }: RepositoryFacts, path: string): Step {
  const base64 = ownFiles[path]
  if (base64 === undefined) return { kind: 'remove-file', path }
  const recorded = alteredFiles[path]
  return { kind: 'restore-file', path, base64, ...(recorded !== undefined && { recorded }) }
}

import { sameRepository } from './apt-sources.ts'
import { toBase64 } from './base64.ts'
import type { Facts, RepositoryEntry } from './facts.ts'
import type { PlannedStep, Source, Step, WantedRepository } from './plan.ts'

type FileStep = Extract<Step, { path: string }>

export interface PlannedRepository {
  readonly source: Source
  readonly steps: readonly PlannedStep[]
}

/** Where the packages come from, and what has to be done so that the machine knows it: nothing when it does already. */
export function planRepository(
  facts: Pick<Facts, 'repositories' | 'ownFiles'>,
  wanted: WantedRepository,
): PlannedRepository {
  const foreign = facts.repositories.find((entry) => servesFrom(entry, wanted) && entry.file !== wanted.entryFile)
  if (foreign !== undefined) {
    const { url, suite, file, id } = foreign
    return { source: { url, suite, file, id }, steps: removeOwn(facts.ownFiles, wanted) }
  }

  const { url, suite, entryFile, entryId, entryText: content, keyringFile } = wanted
  const source = { url, suite, file: entryFile, id: entryId }
  const unchanged =
    facts.ownFiles[entryFile] === toBase64(new TextEncoder().encode(content)) &&
    facts.ownFiles[keyringFile] !== undefined
  if (unchanged) return { source, steps: [] }
  const key: FileStep = { kind: 'install-key', path: keyringFile, keys: wanted.keys }
  const entry: FileStep = { kind: 'write-file', path: entryFile, content }
  return {
    source,
    steps: [key, entry].map((step) => ({ step, undo: [undoFile(facts.ownFiles, step.path)] })),
  }
}

function servesFrom(entry: RepositoryEntry, wanted: WantedRepository): boolean {
  if (!entry.enabled || entry.suite !== wanted.suite || !sameRepository(entry.url, wanted.url)) return false
  return wanted.components.every((component) => entry.components.includes(component))
}

/** Two entries for one repository with different keys stop apt altogether: where another serves, ours goes. */
function removeOwn(ownFiles: Facts['ownFiles'], { entryFile, keyringFile }: WantedRepository): PlannedStep[] {
  const present = [entryFile, keyringFile].filter((path) => ownFiles[path] !== undefined)
  return present.map((path) => ({ step: { kind: 'remove-file', path }, undo: [undoFile(ownFiles, path)] }))
}

function undoFile(ownFiles: Facts['ownFiles'], path: string): Step {
  const base64 = ownFiles[path]
  return base64 === undefined ? { kind: 'remove-file', path } : { kind: 'restore-file', path, base64 }
}

import { matchesGlob } from 'node:path'
import { exclusions, type Exclusion } from './exclusions.ts'
import type { Entry, Snapshot } from './snapshot.ts'

export interface Difference {
  path: string
  change: 'added' | 'removed' | 'changed'
  /** What changed, `before -> after`. */
  details: string
}

/** What differs between two snapshots of a root, but for the exclusions; sorted by path. */
export function diffRoot(before: Snapshot, after: Snapshot, excluded: readonly Exclusion[] = exclusions): Difference[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths
    .flatMap((path) => differenceAt(path, before.get(path), after.get(path)))
    .filter(({ path }) => !excluded.some(({ glob }) => matchesGlob(path, glob)))
}

function differenceAt(path: string, before: Entry | undefined, after: Entry | undefined): Difference[] {
  if (!before && after) return [{ path, change: 'added', details: describe(after) }]
  if (before && !after) return [{ path, change: 'removed', details: describe(before) }]
  if (!before || !after || describe(before) === describe(after)) return []
  return [{ path, change: 'changed', details: `${describe(before)} -> ${describe(after)}` }]
}

function describe({ type, mode, owner, content }: Entry): string {
  return `${type} ${mode} ${owner} ${content}`.trimEnd()
}

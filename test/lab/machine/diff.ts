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
  return differencesBelow('', before, after)
    .filter(({ path }) => !excluded.some(({ glob }) => matchesGlob(path, glob)))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}

function differencesBelow(path: string, before: Entry | undefined, after: Entry | undefined): Difference[] {
  if (before === after) return []
  const names = new Set([...(before?.children?.keys() ?? []), ...(after?.children?.keys() ?? [])])
  const below = [...names].flatMap((name) =>
    differencesBelow(`${path}/${name}`, before?.children?.get(name), after?.children?.get(name)),
  )
  return [...differenceAt(path === '' ? '/' : path, before, after), ...below]
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

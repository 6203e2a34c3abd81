import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, type BigIntStats } from 'node:fs'
import { join } from 'node:path'

/** What a path is, without its times. */
export interface Entry {
  type: 'file' | 'folder' | 'link' | 'other'
  /** Permission bits in octal. */
  mode: string
  /** `uid:gid`. */
  owner: string
  /** SHA-256 of a file, target of a link, device number of anything else. */
  content: string
}

export type Snapshot = ReadonlyMap<string, Entry>

/** The kernel's own trees, where nothing is kept; what lies in shared memory is looked at. */
const kernelTrees = ['/proc', '/sys', '/dev']
const within = ['/dev/shm']

/** Every path of a machine's root, by its `root` as the host sees it, but for what lies below the `closed` folders. */
export function snapshot(root: string, closed: readonly string[] = []): Snapshot {
  const entries = new Map<string, Entry>()
  const folders = [...kernelTrees, ...closed]
  for (const top of ['/', ...within]) walk(root, top, { entries, closed: folders })
  return entries
}

interface Walk {
  entries: Map<string, Entry>
  closed: readonly string[]
}

function walk(root: string, path: string, { entries, closed }: Walk): void {
  const stats = statOf(join(root, path))
  // Gone since its folder was read.
  if (!stats) return
  const entry = entryOf(join(root, path), stats)
  entries.set(path, entry)
  if (entry.type !== 'folder' || closed.includes(path)) return
  for (const name of readdirSync(join(root, path)).sort()) walk(root, join(path, name), { entries, closed })
}

function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

function entryOf(path: string, stats: BigIntStats): Entry {
  const mode = (Number(stats.mode) & 0o7777).toString(8)
  const owner = `${stats.uid}:${stats.gid}`
  if (stats.isDirectory()) return { type: 'folder', mode, owner, content: '' }
  if (stats.isSymbolicLink()) return { type: 'link', mode, owner, content: readlinkSync(path) }
  if (stats.isFile()) return { type: 'file', mode, owner, content: contentOf(path, stats) }
  return { type: 'other', mode, owner, content: String(stats.rdev) }
}

// Nobody in a guest can set a ctime or the clock: equal times, size and inode mean that nothing was written.
const known = new Map<string, string>()

function contentOf(path: string, stats: BigIntStats): string {
  const key = [path.replace(/^\/proc\/\d+/, ''), stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ')
  const found = known.get(key)
  if (found) return found
  const sum = createHash('sha256').update(readFileSync(path)).digest('hex')
  known.set(key, sum)
  return sum
}

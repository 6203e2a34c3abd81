import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, type BigIntStats } from 'node:fs'
import { layersOf, type Layers } from './layers.ts'

/** What a path is, without its times. */
export interface Entry {
  readonly type: 'file' | 'folder' | 'link' | 'other'
  /** Permission bits in octal. */
  readonly mode: string
  /** `uid:gid`. */
  readonly owner: string
  /** SHA-256 of a file, target of a link, device number of anything else. */
  readonly content: string
  /** What a folder holds, by name. */
  readonly children?: ReadonlyMap<string, Entry>
}

/** The entry of a machine's root. Equal parts of two snapshots are often the same object. */
export type Snapshot = Entry

/** What is not looked into, but for these names: the kernel's own trees, where nothing is kept, and the agent's folder. */
const closed: Readonly<Record<string, readonly string[]>> = {
  '/proc': [],
  '/sys': [],
  '/dev': ['shm'],
  '/var/lib/waagent': [],
}

/** All of a machine's root, by its `root` as the host sees it. */
export function snapshot(root: string): Snapshot {
  const found = entryAt({ root, layers: layersOf(root) }, '')
  if (found === undefined) throw new Error(`no machine at ${root}`)
  return found
}

interface Walk {
  readonly root: string
  readonly layers: Layers
}

// What a machine has never written is as it was in its layers, by these and by path.
const untouched = new Map<string, Entry | undefined>()

function entryAt(walk: Walk, path: string): Entry | undefined {
  const { key, isUntouched } = walk.layers
  if (!isUntouched(path)) return readEntry(walk, path)
  const place = `${key} ${path}`
  if (!untouched.has(place))
    untouched.set(place, readEntry({ ...walk, layers: { key, isUntouched: () => false } }, path))
  return untouched.get(place)
}

function readEntry(walk: Walk, path: string): Entry | undefined {
  try {
    return describe(walk, path)
  } catch (error) {
    // Gone since its folder was read.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function describe(walk: Walk, path: string): Entry {
  const real = `${walk.root}${path || '/'}`
  const stats = lstatSync(real, { bigint: true })
  const mode = (Number(stats.mode) & 0o7777).toString(8)
  const owner = `${stats.uid}:${stats.gid}`
  if (stats.isDirectory()) return { type: 'folder', mode, owner, content: '', children: childrenOf(walk, path) }
  if (stats.isSymbolicLink()) return { type: 'link', mode, owner, content: readlinkSync(real) }
  if (stats.isFile()) return { type: 'file', mode, owner, content: contentOf(real, stats) }
  return { type: 'other', mode, owner, content: String(stats.rdev) }
}

function childrenOf(walk: Walk, path: string): ReadonlyMap<string, Entry> {
  const children = new Map<string, Entry>()
  for (const name of closed[path] ?? readdirSync(`${walk.root}${path || '/'}`)) {
    const child = entryAt(walk, `${path}/${name}`)
    if (child !== undefined) children.set(name, child)
  }
  return children
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

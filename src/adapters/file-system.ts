import { readFile, realpath, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { mountOf, parseMounts } from '../core/mounts.ts'
import type { FileSystem } from '../host.ts'

/** Free space and mount options where a path is, or would be made; undefined when the system does not tell. */
export async function fileSystemOf(path: string): Promise<FileSystem | undefined> {
  try {
    const real = await nearestExisting(path)
    const space = await statfs(real)
    const mount = mountOf(parseMounts(await readFile('/proc/self/mounts', 'utf8')), real)
    const has = (option: string): boolean => mount?.options.includes(option) ?? false
    // bfree, not bavail: root may use the reserved blocks.
    const freeBytes = space.bfree * space.bsize
    return { freeBytes, readOnly: has('ro'), noExec: has('noexec'), mountPoint: mount?.point ?? '/' }
  } catch {
    return undefined
  }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (path === '/') throw error
    return nearestExisting(dirname(path))
  }
}

import { readFile, realpath, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FileSystem } from '../host.ts'

/** Free space and mount flags where a path is, or would be made; undefined when the system does not tell. */
export async function fileSystemOf(path: string): Promise<FileSystem | undefined> {
  try {
    const real = await nearestExisting(path)
    const space = await statfs(real)
    const mounts = await readFile('/proc/self/mountinfo', 'utf8')
    // bfree, not bavail: root may use the reserved blocks.
    return { freeBytes: space.bfree * space.bsize, readOnly: isReadOnly(mounts, real) }
  } catch {
    return undefined
  }
}

/** Whether the mount that holds an absolute path is read-only, by mount flag or super block (proc(5), mountinfo). */
export function isReadOnly(mountinfo: string, path: string): boolean {
  let best: { point: string; readOnly: boolean } | undefined
  for (const line of mountinfo.split('\n')) {
    const fields = line.split(' ')
    const [point, flags] = [unescape(fields[4] ?? ''), fields[5] ?? '']
    const superFlags = fields.at(-1) ?? ''
    const readOnly = [...flags.split(','), ...superFlags.split(',')].includes('ro')
    // The last of several mounts on one point is the one on top.
    if (holds(point, path) && point.length >= (best?.point.length ?? 0)) best = { point, readOnly }
  }
  return best?.readOnly ?? false
}

function holds(point: string, path: string): boolean {
  return point === '/' || path === point || (point !== '' && path.startsWith(`${point}/`))
}

function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)))
}

async function nearestExisting(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (path === '/') throw error
    return nearestExisting(dirname(path))
  }
}

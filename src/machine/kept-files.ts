import { sha256 } from '../core/digest.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'
import { complaintOf } from './complaint.ts'
import { layout } from './layout.ts'

/** Files as they were at one moment. */
export interface KeptFiles {
  /** Brings back those that are no longer so, byte for byte, with mode, owner and labels; answers which. */
  restore(): Promise<string[]>
  forget(): Promise<void>
}

/**
 * Keeps files, and all files of folders, for as long as something is tried that may spoil them; a link is kept with what
 * it leads to. Throws when they cannot be kept: then nothing may be tried.
 */
export async function keepFiles(host: Host, places: readonly string[]): Promise<KeptFiles> {
  await host.files.remove(layout.kept)
  await host.files.makeDirectory(layout.kept, 0o700)
  const paths = await filesAt(host, places)
  const before = new Map<string, string>()
  for (const path of paths) before.set(path, await stateOf(host, path))
  // cp keeps what no port of ours knows of: owner, access control lists, SELinux labels.
  if (paths.length > 0) await must(host, ['cp', '-a', '--parents', '--', ...paths, layout.kept])
  return {
    restore: () => restore(host, places, before),
    forget: () => host.files.remove(layout.kept),
  }
}

async function restore(host: Host, places: readonly string[], before: ReadonlyMap<string, string>): Promise<string[]> {
  const restored: string[] = []
  for (const path of new Set([...before.keys(), ...(await filesAt(host, places))])) {
    const was = before.get(path)
    if ((await stateOf(host, path)) === (was ?? absent)) continue
    if (was === undefined) await host.files.remove(path)
    else await bringBack(host, path)
    restored.push(path)
  }
  return restored
}

/** Replaced at once, never written into. Its time is now, so that whoever has read what stood there sees that it changed. */
async function bringBack(host: Host, path: string): Promise<void> {
  const beside = `${path}.kept`
  await must(host, ['cp', '-a', '--', `${layout.kept}${path}`, beside])
  await must(host, ['touch', '--no-dereference', '--', beside])
  await host.files.rename(beside, path)
}

async function filesAt({ files }: Host, places: readonly string[]): Promise<string[]> {
  // What links lead to comes first: a link that leads there again is as it was.
  const found: string[] = []
  const links: string[] = []
  for (const place of places) {
    const names =
      (await files.stat(place))?.type === 'file' ? undefined : await files.list(place).catch(() => undefined)
    for (const path of names === undefined ? [place] : names.map((name) => `${place}/${name}`)) {
      const type = (await files.stat(path))?.type
      if (type === 'file') found.push(path)
      if (type === 'link') links.push(path)
      const end = type === 'link' ? await files.resolve(path) : undefined
      if (end !== undefined && (await files.stat(end))?.type === 'file') found.push(end)
    }
  }
  return [...new Set([...found, ...links])]
}

const absent = 'absent'

async function stateOf({ files }: Host, path: string): Promise<string> {
  const stat = await files.stat(path)
  if (stat === undefined) return absent
  if (stat.type === 'link') return `link to ${(await files.resolve(path)) ?? 'nowhere'}`
  const bytes = await files.readBytes(path, limits.read.configurationBytes).catch(() => undefined)
  // What is too large to be read is told by its time.
  const content = bytes === undefined ? `${stat.size} ${stat.mtimeMs} ${stat.inode}` : await sha256(bytes)
  return `${stat.type} ${stat.mode} ${content}`
}

async function must(host: Host, argv: readonly string[]): Promise<void> {
  const result = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  if (result.exitCode !== 0)
    throw new HandlerFailure('handler.bug', { detail: `${argv[0] ?? ''}: ${complaintOf(result)}` })
}

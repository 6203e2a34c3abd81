import { sha256 } from '../core/digest.ts'
import { limits } from '../core/limits.ts'
import { together } from '../core/together.ts'
import type { Host } from '../host.ts'
import {
  amendLedger,
  isOwn,
  readLedger,
  withFile,
  withFolders,
  withNewFile,
  withoutFile,
  withoutFolders,
  type Ledger,
  type OwnFile,
} from './ledger.ts'

/** Of these files, those that hold something else than we last wrote: the SHA-256 in the ledger, '' where it has none. */
export async function readAltered(host: Host, paths: readonly string[]): Promise<Record<string, string>> {
  const { files } = await readLedger(host)
  const altered: Record<string, string> = {}
  for (const path of paths) {
    const own = files.find((file) => file.path === path) ?? { path, sha256: '' }
    const found = await hashOf(host, path)
    if (found !== undefined && !isOwn(own, found)) altered[path] = own.sha256
  }
  return altered
}

/** Of these files, those that the ledger lists and that are not there. */
export async function readLost(host: Host, paths: readonly string[]): Promise<string[]> {
  const { files } = await readLedger(host)
  const lost: string[] = []
  for (const path of paths.filter((one) => files.some((file) => file.path === one)))
    if ((await host.files.stat(path)) === undefined) lost.push(path)
  return lost
}

/** Files of the ledger that somebody has changed, so that they are theirs now, and those that such a file names. */
export async function readKept(host: Host): Promise<string[]> {
  const paths = (await readLedger(host)).files.map(({ path }) => path)
  const altered = Object.keys(await readAltered(host, paths))
  const texts = await together(altered.map((path) => host.files.readText(path)))
  return paths.filter((path) => altered.includes(path) || texts.some((text) => text?.includes(path)))
}

/**
 * Writes a file of ours for everybody to read; it and every folder it needs are in the ledger before. Until it is
 * written, what stands there stays ours as well: else a write that fails would make it somebody else's for ever.
 */
export async function writeOwn(host: Host, path: string, data: Uint8Array): Promise<void> {
  await write(host, data, { path, sha256: await sha256(data) }, withNewFile)
}

/** Writes a file of ours as it was, with its place in the ledger and what that said (`recorded`) unless it was the same. */
export async function restoreOwn(host: Host, path: string, data: Uint8Array, recorded?: string): Promise<void> {
  await write(host, data, { path, sha256: recorded ?? (await sha256(data)) }, withFile)
}

async function write(host: Host, data: Uint8Array, own: OwnFile, listed: typeof withFile): Promise<void> {
  const { path } = own
  const missing = await missingFolders(host, path)
  const before = await ownHashOf(host, path)
  const isReplaced = before !== undefined && before !== own.sha256
  const meanwhile = isReplaced ? { ...own, before } : own
  await amendLedger(host, (ledger) => listed(withFolders(ledger, missing), meanwhile))
  if (missing.length > 0) await host.files.makeDirectory(parentOf(path), 0o755)
  await host.files.writeAtomic(path, data, 0o644)
  if (isReplaced) await amendLedger(host, (ledger) => withFile(ledger, own))
}

/** Removes a file of ours unless somebody has changed it since: then it is theirs. Folders that we made for it go too. */
export async function removeOwn(host: Host, path: string): Promise<void> {
  const entry = (await readLedger(host)).files.find((file) => file.path === path)
  const found = await hashOf(host, path)
  if (found !== undefined && entry !== undefined && !isOwn(entry, found))
    host.log.write('warn', `${path} was changed by somebody else and is left alone`)
  else await host.files.remove(path)
  await amendLedger(host, (ledger) => withoutFile(ledger, path))
  await removeFolders(host)
}

async function hashOf(host: Host, path: string): Promise<string | undefined> {
  const data = await host.files.readBytes(path)
  return data === undefined ? undefined : sha256(data)
}

/** The hash of a file that holds what is ours; undefined where there is none. */
async function ownHashOf(host: Host, path: string): Promise<string | undefined> {
  const own = (await readLedger(host)).files.find((file) => file.path === path)
  const found = await hashOf(host, path)
  return own !== undefined && found !== undefined && isOwn(own, found) ? found : undefined
}

/** The folders that a file needs and that are not there, outermost first. */
async function missingFolders(host: Host, path: string): Promise<string[]> {
  const missing: string[] = []
  for (let at = parentOf(path); at !== ''; at = parentOf(at)) {
    if ((await host.files.resolve(at)) !== undefined) break
    missing.unshift(at)
  }
  return missing
}

/** A folder that holds nothing is removed by rmdir(1), which spares what came into it in the same moment. */
async function removeFolders(host: Host): Promise<void> {
  for (const folder of idleFolders(await readLedger(host))) {
    await host.processes.run(['rmdir', folder], { timeoutMs: limits.query.timeoutMs })
    await amendLedger(host, (ledger) => withoutFolders(ledger, [folder]))
  }
}

/** Folders of ours that no file of ours stands in any more, innermost first. */
function idleFolders({ files, folders }: Ledger): string[] {
  return folders.filter((folder) => !files.some(({ path }) => path.startsWith(`${folder}/`))).toReversed()
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

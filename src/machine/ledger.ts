import { z } from '../core/zod.ts'
import type { Host } from '../host.ts'
import type { LedgerView } from '../core/plan-withdraw.ts'
import { layout } from './layout.ts'
import { readRecord, writeRecord } from './record.ts'

/** A file of ours; `before`: what it holds of ours until that is replaced, for a replacement that fails. */
const ownFileSchema = z.object({ path: z.string(), sha256: z.string(), before: z.string().optional() })
export type OwnFile = z.infer<typeof ownFileSchema>

/**
 * What this extension added to the machine. Every entry is written before the change it describes, so a change
 * that was cut short is in it too; uninstall reverses exactly this.
 */
const ledgerSchema = z.object({
  files: z.array(ownFileSchema).default([]),
  /** Folders that we made for a file of ours. */
  folders: z.array(z.string()).default([]),
  packages: z.array(z.string()).default([]),
  dependencies: z.array(z.string()).default([]),
  /** Fingerprints of keys that the package database trusts because of us. */
  keys: z.array(z.string()).default([]),
  /** The profile that was deployed, and the package manager in use: uninstall must work when os-release no longer does. */
  profile: z.string().optional(),
  manager: z.string().optional(),
  /** Whether a handler that no guest agent runs manages this login; absent: the extension does. */
  standalone: z.literal(true).optional(),
})
export type Ledger = z.infer<typeof ledgerSchema>

export const emptyLedger: Ledger = { files: [], folders: [], packages: [], dependencies: [], keys: [] }

/** The ledger of this machine; empty when there is none. */
export function readLedger(host: Host): Promise<Ledger> {
  return readRecord(host, layout.ledger, ledgerSchema, emptyLedger)
}

/** What came along and is to go: those that are named, else all that the ledger lists by now, but for some. */
export async function dependenciesOf(
  host: Host,
  { names, except = [] }: { readonly names?: readonly string[]; readonly except?: readonly string[] },
): Promise<readonly string[]> {
  return names ?? (await readLedger(host)).dependencies.filter((name) => !except.includes(name))
}

/** Changes the ledger and stores it before it returns. */
export async function amendLedger(host: Host, change: (ledger: Ledger) => Ledger): Promise<void> {
  await writeRecord(host, layout.ledger, change(await readLedger(host)))
}

/** The ledger as the planner needs it. */
export function viewLedger(ledger: Ledger): LedgerView {
  return {
    files: ledger.files.map((file) => file.path),
    packages: ledger.packages,
    dependencies: ledger.dependencies,
    keys: ledger.keys,
  }
}

/** A ledger with a file we are about to write; one that it knows keeps its place: files stand in the order of making. */
export function withFile(ledger: Ledger, own: OwnFile): Ledger {
  const known = ledger.files.some(({ path }) => path === own.path)
  const files = ledger.files.map((file) => (file.path === own.path ? own : file))
  return { ...ledger, files: known ? files : [...files, own] }
}

/** A ledger in which a file that we are about to make anew stands last, wherever it stood before. */
export function withNewFile(ledger: Ledger, own: OwnFile): Ledger {
  return withFile(withoutFile(ledger, own.path), own)
}

/** Whether this content is what we wrote, or were about to replace. */
export function isOwn({ sha256, before }: OwnFile, found: string): boolean {
  return found === sha256 || found === before
}

/** A ledger without a file that is gone. */
export function withoutFile(ledger: Ledger, path: string): Ledger {
  return { ...ledger, files: ledger.files.filter((file) => file.path !== path) }
}

/** A ledger with folders we are about to make. */
export function withFolders(ledger: Ledger, paths: readonly string[]): Ledger {
  return { ...ledger, folders: [...new Set([...ledger.folders, ...paths])] }
}

/** A ledger without folders that are gone, or that others have come to use. */
export function withoutFolders(ledger: Ledger, paths: readonly string[]): Ledger {
  return { ...ledger, folders: ledger.folders.filter((path) => !paths.includes(path)) }
}

/** A ledger with keys that the package database is about to trust. */
export function withKeys(ledger: Ledger, fingerprints: readonly string[]): Ledger {
  return { ...ledger, keys: [...new Set([...ledger.keys, ...fingerprints])] }
}

/** A ledger without keys that are no longer trusted because of us. */
export function withoutKeys(ledger: Ledger, fingerprints: readonly string[]): Ledger {
  return { ...ledger, keys: ledger.keys.filter((one) => !fingerprints.includes(one)) }
}

/** A ledger with packages we are about to add, or that came along with them; in no order but that of their names. */
export function withPackages(ledger: Ledger, kind: 'packages' | 'dependencies', names: readonly string[]): Ledger {
  return { ...ledger, [kind]: [...new Set([...ledger[kind], ...names])].sort() }
}

/** A ledger without packages that are gone. */
export function withoutPackages(ledger: Ledger, names: readonly string[]): Ledger {
  const left = (all: readonly string[]): string[] => all.filter((name) => !names.includes(name))
  return { ...ledger, packages: left(ledger.packages), dependencies: left(ledger.dependencies) }
}

/** A ledger of a login that is managed by the handler of this kind from now on. */
export function managedBy(ledger: Ledger, kind: 'agent' | 'standalone'): Ledger {
  return { ...ledger, standalone: kind === 'standalone' ? true : undefined }
}

/** Whether nothing of ours is on the machine any more. */
export function isEmpty({ files, folders, packages, dependencies, keys }: Ledger): boolean {
  return [files, folders, packages, dependencies, keys].every((list) => list.length === 0)
}

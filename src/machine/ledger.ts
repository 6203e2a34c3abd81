import { z } from 'zod'
import type { Host } from '../host.ts'
import type { LedgerView } from '../core/plan.ts'
import { layout } from './layout.ts'
import { readRecord, writeRecord } from './record.ts'

/**
 * What this extension added to the machine. Every entry is written before the change it describes, so a change
 * that was cut short is in it too; uninstall reverses exactly this.
 */
const ledgerSchema = z.object({
  files: z.array(z.object({ path: z.string(), sha256: z.string() })).default([]),
  packages: z.array(z.string()).default([]),
  dependencies: z.array(z.string()).default([]),
  /** Fingerprints of keys that the package database trusts because of us. */
  keys: z.array(z.string()).default([]),
  /** The package manager of the profile that was deployed: uninstall must work when os-release no longer does. */
  profile: z.string().optional(),
})
export type Ledger = z.infer<typeof ledgerSchema>

export const emptyLedger: Ledger = { files: [], packages: [], dependencies: [], keys: [] }

/** The ledger of this machine; empty when there is none. */
export function readLedger(host: Host): Promise<Ledger> {
  return readRecord(host, layout.ledger, ledgerSchema, emptyLedger)
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

/** A ledger with a file we are about to write. */
export function withFile(ledger: Ledger, path: string, sha256: string): Ledger {
  return { ...ledger, files: [...ledger.files.filter((file) => file.path !== path), { path, sha256 }] }
}

/** A ledger without a file that is gone. */
export function withoutFile(ledger: Ledger, path: string): Ledger {
  return { ...ledger, files: ledger.files.filter((file) => file.path !== path) }
}

/** A ledger with packages we are about to add, or that came along with them. */
export function withPackages(ledger: Ledger, kind: 'packages' | 'dependencies', names: readonly string[]): Ledger {
  return { ...ledger, [kind]: [...new Set([...ledger[kind], ...names])] }
}

/** A ledger without packages that are gone. */
export function withoutPackages(ledger: Ledger, names: readonly string[]): Ledger {
  const left = (all: readonly string[]): string[] => all.filter((name) => !names.includes(name))
  return { ...ledger, packages: left(ledger.packages), dependencies: left(ledger.dependencies) }
}

/** Whether nothing of ours is on the machine any more. */
export function isEmpty(ledger: Ledger): boolean {
  return ledger.files.length + ledger.packages.length + ledger.dependencies.length + ledger.keys.length === 0
}

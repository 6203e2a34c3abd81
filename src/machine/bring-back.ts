import type { Source, WantedPackage } from '../core/plan.ts'
import { install, type PackageManager } from './package-manager.ts'
import { queryPackages } from './package-query.ts'

/** Installs packages again that were somebody else's and stay so: the ledger knows nothing of them. */
export async function bringBack(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
): Promise<void> {
  const names = packages.map(({ name }) => name)
  const states = await queryPackages(manager.host, manager.grammar, names)
  const missing = packages.filter(({ name }) => states[name]?.status !== 'installed')
  if (missing.length > 0) await install(manager, missing, source)
}

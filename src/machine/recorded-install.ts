import { asFailure } from '../core/failure.ts'
import type { Source, WantedPackage } from '../core/plan.ts'
import { wouldInstall } from './dependencies.ts'
import { amendLedger, withoutPackages, withPackages } from './ledger.ts'
import { install, installTools, packageWords, type PackageManager } from './package-manager.ts'
import { installedNames, queryPackages } from './package-query.ts'
import { ownScope, scopeArguments } from './source-scope.ts'

/** Installs packages; the ledger knows before of those that were absent and of what may come along. */
export async function installRecorded(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
): Promise<void> {
  const { host, grammar } = manager
  const wanted = packages.map(({ name }) => name)
  const states = await queryPackages(host, grammar, wanted)
  // Configuration that was there before is not ours to purge.
  const absent = wanted.filter((name) => states[name]?.status === 'absent' && !states[name].residual)
  await amendLedger(host, (ledger) => withPackages(ledger, 'packages', absent))
  const words = packageWords(grammar, packages)
  await recordAlong(manager, { wanted, words }, async (foretell) => {
    await foretell(ownScope(grammar, source))
    await install(manager, packages, source, { widened: foretell })
  })
}

/** Installs tools that the machine lacks, as what came along: they go with the rest of it. */
export async function installPrerequisites(manager: PackageManager, names: readonly string[]): Promise<void> {
  const scope = scopeArguments(manager.grammar, { kind: 'all', without: [] }, undefined)
  await recordAlong(manager, { wanted: [], words: names }, async (foretell) => {
    await foretell(scope, names)
    await installTools(manager, names)
  })
}

interface Installation {
  /** What is not to be called a dependency. */
  readonly wanted: readonly string[]
  /** Arguments of the installation. */
  readonly words: readonly string[]
}

/** Records what an installation from these sources would bring, and what it is certain to bring. */
type Foretell = (scope: readonly string[], certain?: readonly string[]) => Promise<void>

/** What the manager says that it would install is in the ledger before; what came, and only that, afterwards. */
async function recordAlong(
  { host, grammar }: PackageManager,
  { wanted, words }: Installation,
  work: (foretell: Foretell) => Promise<void>,
): Promise<void> {
  const before = await installedNames(host, grammar)
  const isNew = (name: string): boolean => !before.has(name) && !wanted.includes(name)
  const foretold = new Set<string>()
  const settle = async (): Promise<void> => {
    const after = await installedNames(host, grammar)
    const missing = [...foretold].filter((name) => !after.has(name))
    await amendLedger(host, (ledger) =>
      withPackages(withoutPackages(ledger, missing), 'dependencies', [...after].filter(isNew)),
    )
  }
  try {
    await work(async (scope, certain = []) => {
      const names = [...certain, ...(await wouldInstall(host, grammar, words, scope))]
      for (const name of names.filter(isNew)) foretold.add(name)
      await amendLedger(host, (ledger) => withPackages(ledger, 'dependencies', [...foretold]))
    })
  } catch (error) {
    // What still runs may yet install what was foretold.
    if (asFailure(error).code !== 'transaction.running') await settle()
    throw error
  }
  await settle()
}

import { asFailure } from '../core/failure.ts'
import type { PackageState } from '../core/facts.ts'
import type { Source, WantedPackage } from '../core/plan.ts'
import { isPresent } from '../core/removal.ts'
import { together } from '../core/together.ts'
import { wouldInstall } from './dependencies.ts'
import { amendLedger, withoutPackages, withPackages } from './ledger.ts'
import { install, installTools, packageWords, type PackageManager } from './package-manager.ts'
import { queryAll } from './package-query.ts'
import { ownScope, scopeArguments } from './source-scope.ts'

/** Installs packages; the ledger knows before of those that were absent and of what may come along. */
export async function installRecorded(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
): Promise<void> {
  const wanted = packages.map(({ name }) => name)
  const words = packageWords(manager.grammar, packages)
  const scope = ownScope(manager.grammar, source)
  await recordAlong(manager, { wanted, words, scope }, (before, widened, seen) =>
    install(manager, packages, source, { before, widened, seen }),
  )
}

/** Installs tools that the machine lacks, as what came along: they go with the rest of it. */
export async function installPrerequisites(manager: PackageManager, names: readonly string[]): Promise<void> {
  const scope = scopeArguments(manager.grammar, { kind: 'all', without: [] }, undefined)
  await recordAlong(manager, { wanted: [], words: names, scope, certain: names }, () => installTools(manager, names))
}

interface Installation {
  /** What is not to be called a dependency. */
  readonly wanted: readonly string[]
  /** Arguments of the installation. */
  readonly words: readonly string[]
  /** Arguments that say which sources it begins with. */
  readonly scope: readonly string[]
  /** What it is certain to bring along. */
  readonly certain?: readonly string[]
}

type States = Readonly<Record<string, PackageState>>

/** Records what an installation from these sources would bring. */
type Foretell = (scope: readonly string[]) => Promise<void>

/** What the manager says that it would install is in the ledger before; what came, and only that, afterwards. */
async function recordAlong(
  { host, grammar }: PackageManager,
  { wanted, words, scope, certain = [] }: Installation,
  work: (before: States, foretell: Foretell, seen: (after: States) => void) => Promise<void>,
): Promise<void> {
  const [foreseen, before] = await together([wouldInstall(host, grammar, words, scope), queryAll(host, grammar)])
  const isNew = (name: string): boolean => !isPresent(before[name]) && !wanted.includes(name)
  const foretold = new Set([...certain, ...foreseen].filter(isNew))
  // Configuration that was there before is not ours to purge.
  const absent = wanted.filter((name) => !isPresent(before[name]) && before[name]?.residual !== true)
  await amendLedger(host, (ledger) =>
    withPackages(withPackages(ledger, 'packages', absent), 'dependencies', [...foretold]),
  )
  const settle = async (after: States): Promise<void> => {
    const missing = [...foretold].filter((name) => !isPresent(after[name]))
    const come = Object.keys(after).filter((name) => isPresent(after[name]) && isNew(name))
    await amendLedger(host, (ledger) => withPackages(withoutPackages(ledger, missing), 'dependencies', come))
  }
  const foretell: Foretell = async (wider) => {
    for (const name of (await wouldInstall(host, grammar, words, wider)).filter(isNew)) foretold.add(name)
    await amendLedger(host, (ledger) => withPackages(ledger, 'dependencies', [...foretold]))
  }
  let last: States | undefined
  try {
    await work(before, foretell, (after) => (last = after))
  } catch (error) {
    // What still runs may yet install what was foretold.
    if (asFailure(error).code !== 'transaction.running') await settle(await queryAll(host, grammar))
    throw error
  }
  await settle(last ?? (await queryAll(host, grammar)))
}

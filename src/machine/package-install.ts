import type { PackageState } from '../core/facts.ts'
import { isVersion } from '../core/package-version.ts'
import type { Source, WantedPackage } from '../core/plan.ts'
import { compareRpmVersions } from '../core/rpm-version.ts'
import { speak, type Grammar } from './grammar.ts'
import { queryAll, queryPackages } from './package-query.ts'
import { transact, type PackageManager } from './package-run.ts'
import type { Scope } from './source-scope.ts'

/** What an installation begins with and who wants to know before more is looked at. */
export interface InstallOptions {
  /** Called with the arguments of the wider scope before packages of other sources may come along. */
  readonly widened?: (scope: readonly string[]) => Promise<void>
  readonly scope?: Scope['kind']
  /** What was there before, asked for where it is not told. */
  readonly before?: Readonly<Record<string, PackageState>>
  /** Called with all packages that the machine has after a run. */
  readonly seen?: (after: Readonly<Record<string, PackageState>>) => void
}

/** Installs these packages in these versions, the newest where none is named, judged by what is installed afterwards. */
export async function installExactly(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
  options: InstallOptions,
): Promise<void> {
  const { grammar, host } = manager
  const before = options.before ?? (await queryPackages(host, grammar, names(packages)))
  const goesBack = (wanted: WantedPackage): boolean => isOlder(grammar, wanted, before[wanted.name])
  const back = packages.filter(goesBack)
  const forth = packages.filter((wanted) => !goesBack(wanted))
  const verb = { ...options, source, before }
  if (back.length > 0) await installWith(manager, grammar.downgrade ?? grammar.install, back, verb)
  if (forth.length > 0) await installWith(manager, grammar.install, forth, verb)
}

/** Installs tools of the distribution from whatever sources the machine has. Throws what an installation throws. */
export async function installTools(manager: PackageManager, tools: readonly string[]): Promise<void> {
  const { grammar, host } = manager
  if (grammar.widen.length > 0)
    await transact(manager, {
      title: 'read all package lists',
      argv: { phrase: grammar.widen, holes: {} },
      scope: 'all',
      // Which of the machine's sources can be read shows when something is installed from them.
      done: () => true,
    })
  await transact(manager, {
    title: `install ${tools.join(' ')}`,
    argv: { phrase: grammar.install, holes: { packages: tools } },
    scope: 'all',
    wanted: tools,
    done: async () => {
      const after = await queryPackages(host, grammar, tools)
      return tools.every((name) => after[name]?.status === 'installed')
    },
  })
}

/** Packages as arguments of install, with their version where one is wanted. */
export function packageWords(grammar: Grammar, packages: readonly WantedPackage[]): string[] {
  return packages.map(({ name, version }) =>
    version === undefined ? name : speak([grammar.versioned], { name, version }).join(''),
  )
}

interface InstallVerb extends InstallOptions {
  readonly source: Source
  readonly before: Readonly<Record<string, PackageState>>
}

async function installWith(
  manager: PackageManager,
  phrase: readonly string[],
  packages: readonly WantedPackage[],
  { source, before, seen, ...options }: InstallVerb,
): Promise<void> {
  const { grammar, host } = manager
  const words = packageWords(grammar, packages)
  await transact(manager, {
    title: `install ${words.join(' ')}`,
    argv: { phrase, holes: { packages: words } },
    source,
    wanted: names(packages),
    ...options,
    done: async ({ exitCode }) => {
      const after = await queryAll(host, grammar)
      seen?.(after)
      return packages.every(({ name, version }) => {
        const found = after[name]
        if (found?.status !== 'installed') return false
        if (version !== undefined) return isVersion(found.version, version)
        // A manager that fails over somebody else's package may have done ours; an untouched old version is no success.
        return exitCode === 0 || before[name]?.status !== 'installed' || before[name].version !== found.version
      })
    },
  })
}

/** Whether a version is wanted that is older than the one there, and the manager wants to be told so. */
function isOlder({ downgrade }: Grammar, { version }: WantedPackage, found: PackageState | undefined): boolean {
  if (downgrade === undefined || version === undefined || found?.status !== 'installed') return false
  return !isVersion(found.version, version) && compareRpmVersions(version, found.version) < 0
}

function names(packages: readonly WantedPackage[]): string[] {
  return packages.map((wanted) => wanted.name)
}

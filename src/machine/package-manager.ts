import type { Source, WantedPackage } from '../core/plan.ts'
import { isVersion } from '../core/package-version.ts'
import { compareRpmVersions } from '../core/rpm-version.ts'
import type { PackageState } from '../core/facts.ts'
import { findReason, judge, wasRead } from './classify.ts'
import { speak, type Grammar } from './grammar.ts'
import { queryPackages } from './package-query.ts'
import { transact, type PackageManager } from './package-run.ts'

export { transact, type PackageManager, type Work } from './package-run.ts'

/** Reads the package list of one source only. Throws `repository.*` when it cannot be read. */
export async function refresh(manager: PackageManager, source: Source): Promise<void> {
  const { grammar } = manager
  await transact(manager, {
    title: `read the package list of ${source.url}`,
    argv: { phrase: grammar.refresh, holes: {} },
    source,
    done: (result) => wasRead(grammar, result, source),
  })
}

/** What an installation begins with and who wants to know before more is looked at. */
export interface InstallOptions {
  /** Called with the arguments of the wider scope before packages of other sources may come along. */
  readonly widened?: (scope: readonly string[]) => Promise<void>
}

/** Installs packages, judged by what is installed afterwards. */
export async function install(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
  options: InstallOptions = {},
): Promise<void> {
  const { grammar, host } = manager
  const before = await queryPackages(host, grammar, names(packages))
  const goesBack = (wanted: WantedPackage): boolean => isOlder(grammar, wanted, before[wanted.name])
  const back = packages.filter(goesBack)
  const forth = packages.filter((wanted) => !goesBack(wanted))
  const verb = { source, before, ...options }
  if (back.length > 0) await installWith(manager, grammar.downgrade ?? grammar.install, back, verb)
  if (forth.length > 0) await installWith(manager, grammar.install, forth, verb)
}

/** Installs tools of the distribution from whatever sources the machine has. */
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

interface InstallVerb extends InstallOptions {
  readonly source: Source
  readonly before: Readonly<Record<string, PackageState>>
}

async function installWith(
  manager: PackageManager,
  phrase: readonly string[],
  packages: readonly WantedPackage[],
  { source, before, widened }: InstallVerb,
): Promise<void> {
  const { grammar, host } = manager
  const words = packageWords(grammar, packages)
  await transact(manager, {
    title: `install ${words.join(' ')}`,
    argv: { phrase, holes: { packages: words } },
    source,
    wanted: names(packages),
    ...(widened !== undefined && { widened }),
    done: async ({ exitCode }) => {
      const after = await queryPackages(host, grammar, names(packages))
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

/** Packages as arguments of install, with their version where one is wanted. */
export function packageWords(grammar: Grammar, packages: readonly WantedPackage[]): string[] {
  return packages.map(({ name, version }) =>
    version === undefined ? name : speak([grammar.versioned], { name, version }).join(''),
  )
}

/** Removes packages (with their configuration when `purge`), judged by what is gone afterwards. */
export async function removePackages(
  manager: PackageManager,
  gone: readonly string[],
  how: 'remove' | 'purge',
): Promise<void> {
  const { host, grammar } = manager
  const before = await queryPackages(host, grammar, gone)
  // rpm removes nothing when one of several is not there.
  const present = gone.filter((name) => isLeft(before[name], how))
  if (present.length === 0) return
  await transact(manager, {
    title: `${how} ${present.join(' ')}`,
    argv: { phrase: grammar[how], holes: { names: present } },
    done: async () => {
      const states = await queryPackages(host, grammar, gone)
      return gone.every((name) => !isLeft(states[name], how))
    },
  })
}

function isLeft(state: PackageState | undefined, how: 'remove' | 'purge'): boolean {
  return state !== undefined && (state.status !== 'absent' || (how === 'purge' && state.residual))
}

/**
 * Finishes what an interrupted transaction left half done, as far as that goes: a package that refuses, ours or
 * another, stops nothing, because whoever comes next looks at the state of the packages that matter.
 */
export async function repair(manager: PackageManager): Promise<void> {
  const { host, grammar } = manager
  if (grammar.repair.length === 0) return
  await transact(manager, {
    title: 'finish the interrupted package configuration',
    argv: [...grammar.repair],
    done: ({ exitCode, output }) => {
      if (exitCode === 0) return true
      const refused = ['repair', 'packages.transaction-failed'].includes(judge(grammar, output))
      if (refused)
        host.log.write('warn', 'not every package could be configured', { reason: findReason(grammar, output) })
      return refused
    },
  })
}

function names(packages: readonly WantedPackage[]): string[] {
  return packages.map((wanted) => wanted.name)
}

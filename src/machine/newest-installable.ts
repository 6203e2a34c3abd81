import { asFailure, type HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { isVersion } from '../core/package-version.ts'
import type { Source, WantedPackage } from '../core/plan.ts'
import { together } from '../core/together.ts'
import { installExactly, type InstallOptions } from './package-install.ts'
import { offeredVersions, queryPackages } from './package-query.ts'
import type { PackageManager } from './package-run.ts'
import { ownScope } from './source-scope.ts'

/**
 * Installs packages. Where the newest version needs what this system cannot have, older ones that the source offers are
 * tried, newest first, but never one older than what is installed; the customer is told. Throws the first failure when
 * none of them fits.
 */
export async function install(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
  options: InstallOptions = {},
): Promise<void> {
  const failure = await unmet(() => installExactly(manager, packages, source, options))
  if (failure === undefined) return
  const first = packages.find(({ version }) => version === undefined)
  if (first === undefined) throw failure
  const versions = await versionsOf(manager, first.name, source)
  const older = versions.slice(1, 1 + limits.packageVersions.olderTried)
  const present = (await queryPackages(manager.host, manager.grammar, [first.name]))[first.name]
  for (const version of older) {
    const stays = present?.status === 'installed' && isVersion(present.version, version)
    const choice = await withVersion(manager, packages, source, { name: first.name, version })
    if (!stays && (await unmet(() => installExactly(manager, choice, source, { ...options, scope: 'all' })))) continue
    const outcome = stays ? 'stays' : 'was installed instead'
    manager.tell?.(
      `${first.name} ${versions[0] ?? ''} does not fit this system (${reasonOf(failure)}); ${version} ${outcome}.`,
      'older-version',
    )
    return
  }
  throw failure
}

/** The failure for want of a dependency, undefined when all went well; any other failure is thrown. */
async function unmet(work: () => Promise<void>): Promise<HandlerFailure | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code !== 'package.unmet') throw failure
    return failure
  }
}

/** The same packages with the first of them at this version, and those beside it at the same one where it is offered. */
async function withVersion(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
  chosen: Required<Pick<WantedPackage, 'name' | 'version'>>,
): Promise<WantedPackage[]> {
  return together(
    packages.map(async (wanted) => {
      if (wanted.version !== undefined) return wanted
      if (wanted.name === chosen.name) return chosen
      const offered = await versionsOf(manager, wanted.name, source)
      const version = offered.find((candidate) => isVersion(candidate, upstream(chosen.version)))
      return version === undefined ? wanted : { name: wanted.name, version }
    }),
  )
}

function versionsOf({ host, grammar }: PackageManager, name: string, source: Source): Promise<string[]> {
  return offeredVersions(host, grammar, name, ownScope(grammar, source))
}

function upstream(version: string): string {
  return version.replace(/-[^-]*$/, '')
}

function reasonOf({ detail }: HandlerFailure): string {
  return String(detail.reason ?? '')
}

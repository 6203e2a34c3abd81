import type { Source, WantedPackage } from '../core/plan.ts'
import { isVersion } from '../core/package-version.ts'
import type { Host } from '../host.ts'
import { judge } from './classify.ts'
import { speak, type Grammar } from './grammar.ts'
import { packageWords } from './package-install.ts'
import { queryPackages } from './package-query.ts'
import { transact, type PackageManager } from './package-run.ts'
import { askPackages } from './package-question.ts'

/** Runs the maintainer scripts of installed packages again. Throws what a transaction throws when one of them fails. */
export async function reconfigure(manager: PackageManager, names: readonly string[]): Promise<void> {
  await transact(manager, {
    title: `configure ${names.join(' ')} once more`,
    argv: { phrase: manager.grammar.reconfigure, holes: { names } },
    done: ({ exitCode }) => exitCode === 0,
  })
}

/**
 * Installs packages once more in the version they have, and never in another. Judged by what the database says of their
 * files afterwards. Throws what an installation throws.
 */
export async function reinstall(
  manager: PackageManager,
  packages: readonly WantedPackage[],
  source: Source,
): Promise<void> {
  const { host, grammar } = manager
  const words = packageWords(grammar, packages)
  const wanted = packages.map(({ name }) => name)
  await transact(manager, {
    title: `install ${words.join(' ')} once more`,
    argv: { phrase: grammar.reinstall, holes: { packages: words } },
    source,
    wanted,
    done: async ({ exitCode, output }) => {
      // apt-get passes over a version that nobody offers any more, and is content.
      if (exitCode !== 0 || judge(grammar, output, source) === 'package.not-published') return false
      const states = await queryPackages(host, grammar, wanted)
      return packages.every(({ name, version = '' }) => {
        const found = states[name]
        return found?.status === 'installed' && isVersion(found.version, version)
      })
    },
  })
}

/** The files of installed packages that are missing or not as they came, as their database tells; configuration aside. */
export async function damagedFiles(
  host: Host,
  grammar: Grammar,
  names: readonly string[],
): Promise<Record<string, string[]>> {
  const damaged: Record<string, string[]> = {}
  for (const name of names) {
    const argv = speak(grammar.verifyFiles, { name })
    const { stdout } = await askPackages(host, argv)
    damaged[name] = [...stdout.matchAll(new RegExp(grammar.damagedFile, 'gm'))].map(([, path = '']) => path)
  }
  return damaged
}

import type { PackageManager } from '../../src/machine/package-manager.ts'
import { startBudget } from '../../src/core/budget.ts'
import { grammars } from '../../src/machine/grammar.ts'
import type { World } from '../world.ts'

/** A package in the database of dpkg: the three words of its status, and its version. */
export interface Package {
  readonly words: string
  readonly version: string
}

/** Two letters as `dpkg -l` shows them, as the words of dpkg-query(1). */
export const dpkgWords = {
  ii: 'install ok installed',
  hi: 'hold ok installed',
  rc: 'deinstall ok config-files',
  iF: 'install ok half-configured',
  iU: 'install ok unpacked',
  rH: 'deinstall ok half-installed',
  in: 'install ok not-installed',
  un: 'unknown ok not-installed',
  iR: 'install reinstreq half-installed',
  iiR: 'install reinstreq installed',
  iW: 'install ok triggers-awaited',
} as const

export type DpkgLetters = keyof typeof dpkgWords

/** The package database of a world, answering dpkg-query; change it while transactions run. */
export class Database {
  readonly packages = new Map<string, Package>()
  readonly queries: (readonly string[])[] = []

  constructor(world: World) {
    world.program('dpkg-query', (argv) => {
      const names = argv.slice(3)
      this.queries.push(names)
      const asked = names.length === 0 ? [...this.packages.keys()] : names
      const known = asked.filter((name) => this.packages.has(name))
      const line = (name: string): string => {
        const { words, version } = this.packages.get(name)!
        return `${name}\t${words}\t${version}\n`
      }
      const missing = asked.filter((name) => !this.packages.has(name))
      return {
        exitCode: missing.length > 0 ? 1 : 0,
        stdout: known.map(line).join(''),
        stderr: missing.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''),
      }
    })
  }

  set(name: string, letters: DpkgLetters, version = ''): this {
    this.packages.set(name, { words: dpkgWords[letters], version })
    return this
  }

  /** Gone without a trace. */
  drop(...names: string[]): void {
    for (const name of names) this.packages.delete(name)
  }
}

/** apt-get at work in a world, with this much time. */
export function aptIn(world: World, budgetMs = 600_000, part: Partial<PackageManager> = {}): PackageManager {
  const host = world.host()
  return {
    host,
    grammar: grammars['apt-get'],
    budget: startBudget(host.clock, budgetMs),
    system: { displayName: 'Debian GNU/Linux 12 (bookworm)', architecture: 'x86_64' },
    ...part,
  }
}

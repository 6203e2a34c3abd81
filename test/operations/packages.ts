import type { RunResult } from '../../src/host.ts'

export interface Installed {
  /** The three words of dpkg-query(1): what is wanted, whether it is fine, how far it is. */
  readonly words: string
  readonly version: string
}

export type Verb = 'refresh' | 'refresh-all' | 'install' | 'remove' | 'purge' | 'repair' | 'reconfigure' | 'reinstall'

/** What the next run of a verb does instead of its work. */
export interface Fault {
  readonly verb: Verb
  readonly output?: string
  /** Nothing: the program was killed and left no exit code. */
  readonly exitCode?: number
  /** The words of every package that was named, afterwards. Without it the packages stay as they are. */
  readonly leaves?: string
  /** Does its work all the same. */
  readonly works?: boolean
}

export interface Ended {
  readonly exitCode: number | undefined
  readonly output: string
}

/** What happens to the machine when packages change. */
export interface PackageEffects {
  readonly installed: (name: string) => void
  readonly removed: (name: string) => void
  /** Called after every change, with the whole database as text. */
  readonly stored: (database: string) => void
  readonly text: (path: string) => string | undefined
}

const good = 'install ok installed'

/** The packages of a simulated Debian, with apt-get, dpkg and their kin as far as the handler speaks to them. */
export class Packages {
  readonly installed = new Map<string, Installed>()
  /** What the repository has, newest first. */
  readonly offered = new Map<string, string[]>()
  /** What comes along with a package. */
  readonly dependencies = new Map<string, string[]>()
  readonly faults: Fault[] = []
  /** The verbs that ran, with their names. */
  readonly history: string[] = []
  /** Files of packages that are not as they came, until they are installed anew. */
  readonly damaged = new Map<string, string[]>()
  listsRead = false
  readonly #effects: PackageEffects

  constructor(effects: PackageEffects) {
    this.#effects = effects
  }

  /** Puts a package there, or away, as if somebody had done it by hand. */
  set(name: string, version: string | undefined, words = good): void {
    if (version === undefined) this.installed.delete(name)
    else this.installed.set(name, { words, version })
    if (words.endsWith('ok installed') && version !== undefined) this.#effects.installed(name)
    else if (version === undefined || words.endsWith('config-files')) this.#effects.removed(name)
    this.#store()
  }

  /** A program of a transaction. */
  run(argv: readonly string[]): Ended {
    const { verb, names } = understand(argv)
    this.history.push([verb, ...names].join(' '))
    const at = this.faults.findIndex((fault) => fault.verb === verb)
    if (at < 0) return this.#work(verb, names, argv)
    const fault = this.faults.splice(at, 1)[0]!
    if (fault.works === true) this.#work(verb, names, argv)
    for (const name of names) {
      if (fault.leaves === undefined) continue
      const plain = name.replace(/=.*/, '')
      const version = this.installed.get(plain)?.version ?? this.offered.get(plain)?.[0] ?? '1'
      this.installed.set(plain, { words: fault.leaves, version })
      this.#store()
    }
    return { exitCode: fault.exitCode, output: fault.output ?? '' }
  }

  /** dpkg-query -W. */
  query(argv: readonly string[]): Partial<RunResult> {
    const names = argv.slice(3)
    const asked = names.length > 0 ? names : [...this.installed.keys()]
    const lines = asked.flatMap((name) => {
      const found = this.installed.get(name)
      return found === undefined ? [] : [`${name}\t${found.words}\t${found.version}\n`]
    })
    return { exitCode: lines.length < asked.length ? 1 : 0, stdout: lines.join('') }
  }

  /** dpkg --verify. */
  verify(argv: readonly string[]): Partial<RunResult> {
    const files = this.damaged.get(argv[2] ?? '') ?? []
    return { stdout: files.map((path) => `??5??????   ${path}\n`).join('') }
  }

  /** apt-get -s install, apt-get -s purge. */
  simulate(argv: readonly string[]): Partial<RunResult> {
    const { verb, names } = understand(argv)
    const plain = names.map((name) => name.replace(/=.*/, ''))
    const lines = verb === 'install' ? this.#wouldInstall(plain) : this.#wouldPurge(plain)
    return { stdout: lines.map((line) => `${line} (1 Debian:12/stable [all])\n`).join('') }
  }

  /** apt-cache madison. */
  versions(argv: readonly string[]): Partial<RunResult> {
    const name = argv[2]!
    const found = this.listsRead ? (this.offered.get(name) ?? []) : []
    return { stdout: found.map((version) => `${name} | ${version} | https://packages.microsoft.com\n`).join('') }
  }

  #wouldInstall(names: readonly string[]): string[] {
    if (!this.listsRead) return []
    const needed = names.flatMap((name) => this.dependencies.get(name) ?? [])
    return [...needed.filter((name) => !this.installed.has(name)), ...names].map((name) => `Inst ${name}`)
  }

  #wouldPurge(names: readonly string[]): string[] {
    const needs = (name: string): boolean => this.dependencies.get(name)?.some((one) => names.includes(one)) ?? false
    return [...new Set([...names, ...[...this.installed.keys()].filter(needs)])].map((name) => `Purg ${name}`)
  }

  #work(verb: Verb, names: readonly string[], argv: readonly string[]): Ended {
    switch (verb) {
      case 'refresh':
        return this.#refresh(argv)
      case 'refresh-all':
        return { exitCode: 0, output: '' }
      case 'install':
        return this.#install(names)
      case 'reconfigure':
        for (const name of names) if (this.installed.has(name)) this.#effects.installed(name)
        return { exitCode: 0, output: '' }
      case 'reinstall':
        for (const name of names) this.damaged.delete(name.replace(/=.*/, ''))
        return this.#install(names)
      case 'remove':
      case 'purge':
        return this.#remove(names, verb)
      case 'repair':
        for (const [name, { words, version }] of this.installed)
          if (/half|unpacked/.test(words)) this.set(name, version)
        return { exitCode: 0, output: '' }
    }
  }

  #refresh(argv: readonly string[]): Ended {
    const file = argv.find((word) => word.startsWith('Dir::Etc::sourcelist='))!.split('=')[1]!
    const entry = this.#effects.text(file)
    if (entry === undefined) return { exitCode: 100, output: `E: Unable to read ${file}\n` }
    const keyring = /signed-by=([^\]\s]+)/.exec(entry)?.[1]
    if (keyring !== undefined && this.#effects.text(keyring) === undefined)
      return {
        exitCode: 100,
        output: `W: GPG error: ${entry.split(/\s/).find((word) => word.includes('://'))!} NO_PUBKEY 1\n`,
      }
    this.listsRead = true
    return { exitCode: 0, output: 'Reading package lists...\n' }
  }

  #install(words: readonly string[]): Ended {
    const chosen = words.map((word) => {
      const [name = '', version] = word.split('=')
      const offered = this.listsRead ? (this.offered.get(name) ?? []) : []
      return { name, version: version ?? offered[0], offered }
    })
    for (const { name, version, offered } of chosen) {
      if (offered.length === 0) return { exitCode: 100, output: `E: Unable to locate package ${name}\n` }
      if (!offered.includes(version!))
        return { exitCode: 100, output: `E: Version '${version!}' for '${name}' was not found\n` }
    }
    for (const { name, version } of chosen) {
      for (const needed of this.dependencies.get(name) ?? []) if (!this.installed.has(needed)) this.set(needed, '1')
      this.set(name, version)
    }
    return { exitCode: 0, output: '' }
  }

  #remove(names: readonly string[], verb: 'remove' | 'purge'): Ended {
    for (const name of names) {
      const found = this.installed.get(name)
      if (found === undefined) continue
      if (verb === 'purge') this.set(name, undefined)
      else this.set(name, found.version, 'deinstall ok config-files')
    }
    return { exitCode: 0, output: '' }
  }

  #store(): void {
    this.#effects.stored(
      [...this.installed].map(([name, { words, version }]) => `${name} ${words} ${version}\n`).join(''),
    )
  }
}

function understand(argv: readonly string[]): { verb: Verb; names: readonly string[] } {
  if (argv[0] === 'dpkg' && argv.includes('--configure')) return { verb: 'repair', names: [] }
  const low = argv.findIndex((word) => word === '--remove' || word === '--purge')
  if (argv[0] === 'dpkg' && low > 0)
    return { verb: argv[low] === '--purge' ? 'purge' : 'remove', names: argv.slice(low + 1) }
  if (argv[0] === 'dpkg-reconfigure')
    return { verb: 'reconfigure', names: argv.slice(1).filter((word) => !word.startsWith('-')) }
  const verbs = ['update', 'install', 'remove', 'purge'] as const
  const at = argv.findIndex((word) => verbs.some((verb) => verb === word))
  const verb = argv[0] === 'apt-get' ? verbs.find((name) => name === argv[at]) : undefined
  if (verb === undefined) throw new Error(`a transaction the simulation does not know: ${argv.join(' ')}`)
  if (argv.includes('--reinstall')) return { verb: 'reinstall', names: argv.slice(at + 1) }
  if (verb !== 'update') return { verb, names: argv.slice(at + 1) }
  return { verb: argv.some((word) => word.startsWith('Dir::Etc::sourcelist=')) ? 'refresh' : 'refresh-all', names: [] }
}

import { startBudget } from '../../src/core/budget.ts'
import type { PublicKey } from '../../src/host.ts'
import { grammars, type Grammar } from '../../src/machine/grammar.ts'
import type { PackageManager } from '../../src/machine/package-manager.ts'
import type { World } from '../world.ts'
import { simulateTransactions, type Scripted, type StartedTransaction } from './simulated-transactions.ts'

/** A key as these tests write it: a file is the fingerprints of its keys. */
export function asKey(bytes: Uint8Array): PublicKey | undefined {
  const fingerprints = new TextDecoder().decode(bytes).match(/\b[0-9A-F]{40}\b/g) ?? []
  const armoured = fingerprints.map((one) => `armoured ${one}\n`).join('')
  return fingerprints.length === 0 ? undefined : { fingerprints, binary: bytes, armoured }
}

/** The database of rpm in a world, with what dnf and rpm do to it; keys are packages, as they are to rpm. */
export class RpmDatabase {
  readonly packages = new Map<string, string>()
  /** What the repository has, and what comes along with it. */
  readonly offered = new Map<string, { readonly version: string; readonly along?: readonly string[] }>()
  readonly started: StartedTransaction[]
  /** Ends the next run with this instead. */
  fault: Scripted | undefined
  /** What every run ends with instead, that it has an answer for. */
  refuse: (argv: readonly string[]) => Scripted | undefined = () => undefined
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    world.publicKey = asKey
    world.program('rpm', (argv) => ({ stdout: this.#answer(argv) }))
    for (const name of ['dnf', 'zypper']) world.program(name, { stdout: '' })
    this.started = simulateTransactions(world, (argv) => {
      const fault = this.fault
      this.fault = undefined
      const effect = (): void => {
        this.#run(argv)
      }
      return fault ?? this.refuse(argv) ?? { effect }
    })
  }

  /** The keys that it trusts, by the last eight digits. */
  keys(): string[] {
    return [...this.packages.keys()].flatMap((name) => /^gpg-pubkey-(\w+)-/.exec(name)?.[1]?.toUpperCase() ?? [])
  }

  trust(fingerprint: string): this {
    const version = fingerprint.slice(-8).toLowerCase()
    this.packages.set(`gpg-pubkey-${version}-5e4e2d9c`, `${version}-5e4e2d9c`)
    return this
  }

  #answer(argv: readonly string[]): string {
    if (argv[1] === '-q' && argv.includes('gpg-pubkey'))
      return (
        this.keys()
          .map((key) => `${key.toLowerCase()}\n`)
          .join('') || 'package gpg-pubkey is not installed\n'
      )
    if (argv[1] !== '-qa') return ''
    const asked = argv.slice(4)
    const isAsked = (name: string): boolean =>
      asked.length === 0 || asked.includes(name.startsWith('gpg-pubkey-') ? 'gpg-pubkey' : name)
    const found = [...this.packages].filter(([name]) => isAsked(name))
    return found.map(([name, version]) => `${name}\tinstall ok installed\t${version}\n`).join('')
  }

  #run(argv: readonly string[]): void {
    const names = argv.slice(argv.findLastIndex((word) => word.startsWith('-')) + 1)
    if (argv.includes('--import'))
      for (const one of asKey(this.#world.entries.get(argv.at(-1)!)!.data)!.fingerprints) this.trust(one)
    else if (argv[0] === 'rpm' && argv[1] === '-e')
      for (const name of [...this.packages.keys()])
        if (names.some((word) => name === word || name.startsWith(`${word}-`))) this.packages.delete(name)
    if (!argv.includes('install')) return
    for (const [name, { version, along = [] }] of this.offered) {
      if (!argv.some((word) => word === name || word.startsWith(`${name}-${version}`))) continue
      this.packages.set(name, version)
      for (const other of along) if (!this.packages.has(other)) this.packages.set(other, '1-1')
    }
  }
}

/** dnf, or another manager over rpm, at work in a world, with ten minutes. */
export function dnfIn(world: World, grammar: Grammar = grammars.dnf): PackageManager {
  const host = world.host()
  return {
    host,
    grammar,
    budget: startBudget(host.clock, 600_000),
    system: { displayName: 'Red Hat Enterprise Linux 9.4 (Plow)', architecture: 'x86_64' },
  }
}

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Site } from '../site.ts'
import type { Vm } from '../vm.ts'
import { diffRoot } from '../machine/diff.ts'
import { exclusions, rpmExclusions, type Exclusion } from '../machine/exclusions.ts'
import { snapshot, type Snapshot } from '../machine/snapshot.ts'
import { combine, type Variant } from '../machine/variants.ts'
import { rowVariant } from '../matrix/roots.ts'
import { matrixRow, type MatrixRow } from '../matrix/rows.ts'
import { traits, type Traits } from '../failures/traits.ts'
import { faultZip } from './fault-zip.ts'
import { folder, orderFile, traceFile, type Fault, type Line } from './handler/order.ts'
import { states, type Preparation } from './situations.ts'

const excluded: readonly Exclusion[] = [
  ...exclusions.filter(({ glob }) => !glob.startsWith('/var/lib/dpkg/info/')),
  ...rpmExclusions,
  { glob: '/var/lib/apt/lists/partial/*', reason: 'indexes apt has downloaded and not accepted', by: 'packages' },
  { glob: '/var/cache/apt/archives/partial/*', reason: 'packages apt has not downloaded in full', by: 'packages' },
  { glob: `${folder}{,/*}`, reason: 'what this test orders and reads', by: 'system' },
]

/** All that is compared of a machine: its root, and its packages with their versions, one per line. */
export interface State {
  readonly root: Snapshot
  readonly packages: readonly string[]
}

/** Machines of one matrix row, with the handler in which things go wrong on command. */
export class FaultBench {
  readonly site: Site
  readonly row: MatrixRow
  readonly traits: Traits
  readonly #folder = mkdtempSync(join(tmpdir(), 'fault-states-'))
  readonly #states = new Map<string, Variant>()
  #first: State | undefined

  private constructor(site: Site, row: MatrixRow) {
    this.site = site
    this.row = row
    this.traits = traits[row.packageManager]
  }

  static async open(row: string): Promise<FaultBench> {
    return new FaultBench(await Site.open(faultZip), matrixRow(row))
  }

  /** Where the handler's own entry stands. */
  get entryFile(): string {
    return this.row.profile.repository.entryFile
  }

  /** Files that the handler makes itself. */
  get ownFiles(): readonly string[] {
    const { entryFile, keyringFile } = this.row.profile.repository
    return [entryFile, keyringFile]
  }

  /** Boots a machine of the row that is in this state, or fresh: its disk is a new layer over it. The one before ends. */
  async boot(name?: keyof typeof states): Promise<Vm> {
    const state = name === undefined ? {} : await this.#stateFor(name)
    await this.site.calm()
    return this.#up(state)
  }

  /** What is compared of a fresh machine. */
  async first(): Promise<State> {
    this.#first ??= await this.stateOf(await this.boot())
    return this.#first
  }

  async #stateFor(name: keyof typeof states): Promise<Variant> {
    const made = this.#states.get(name)
    if (made !== undefined) return made
    const { from, work }: Preparation = states[name]
    const below = from === undefined ? {} : await this.#stateFor(from)
    const upper = join(this.#folder, name)
    mkdirSync(upper)
    await this.site.calm()
    await work(this, await this.#up({ ...below, upper }))
    const state = { layers: [...(below.layers ?? []), join(upper, 'upper')] }
    this.#states.set(name, state)
    return state
  }

  async close(): Promise<void> {
    await this.site.close()
    rmSync(this.#folder, { recursive: true })
  }

  async #up({ upper, ...state }: Variant & { readonly upper?: string }): Promise<Vm> {
    const options = combine(await rowVariant(this.row.name), state)
    const vm = await this.site.machine({ ...options, ...(upper !== undefined && { upper }) })
    mkdirSync(join(vm.guest.root, folder))
    return vm
  }

  /** What is compared of a machine. */
  async stateOf(vm: Vm): Promise<State> {
    const { stdout } = await vm.guest.must([...this.traits.listPackages])
    // dpkg remembers that libc-bin has to look for new libraries until it runs again.
    const packages = stdout.replace(/^it/gm, 'ii').split('\n').filter(Boolean).sort()
    return { root: snapshot(vm.guest.root), packages }
  }
}

/** From now on these faults strike, and what the handler does is written down anew. */
export function order(vm: Vm, faults: readonly Fault[]): void {
  writeFileSync(join(vm.guest.root, orderFile), JSON.stringify(faults))
  rmSync(join(vm.guest.root, traceFile), { force: true })
}

/** What the handler has done since the last order. */
export function trace(vm: Vm): Line[] {
  const path = join(vm.guest.root, traceFile)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as Line)
}

/** What differs between two states: paths and packages, one line each. */
export function differences(before: State, after: State): string[] {
  const files = diffRoot(before.root, after.root, excluded)
  return [
    ...files.map(({ path, change, details }) => `${change} ${path} ${details}`),
    ...after.packages.filter((line) => !before.packages.includes(line)).map((line) => `package +${line}`),
    ...before.packages.filter((line) => !after.packages.includes(line)).map((line) => `package -${line}`),
  ]
}

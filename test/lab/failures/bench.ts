import { stripVTControlCharacters } from 'node:util'
import { Site } from '../site.ts'
import { keptWords } from '../outcome.ts'
import type { Vm } from '../vm.ts'
import type { AgentOutcome } from '../agent/strict-agent.ts'
import { handlerName } from '../handler-package.ts'
import { diffRoot } from '../machine/diff.ts'
import { exclusions, rpmExclusions } from '../machine/exclusions.ts'
import { snapshot, type Snapshot } from '../machine/snapshot.ts'
import { combine, type Variant } from '../machine/variants.ts'
import { rowVariant } from '../matrix/roots.ts'
import { matrixRow, type MatrixRow } from '../matrix/rows.ts'
import { versions } from '../packages/deb-standins.ts'
import { datedVersions } from '../packages/rpm-standins.ts'
import { managerCalls, recorderLog, recorders, type ManagerCall } from './calls.ts'
import { lockSign } from './hold.ts'
import { hurryVariant } from './hurry.ts'
import { weakHosts } from './weak-site.ts'
import { traits, type Traits } from './traits.ts'

const logFile = `/var/log/azure/${handlerName}/handler.log`
const excluded = [
  ...exclusions.filter(({ glob }) => !glob.startsWith('/var/lib/dpkg/info/')),
  ...rpmExclusions,
  { glob: '/var/lib/apt/lists/partial/*', reason: 'indexes apt has downloaded and not accepted' },
  { glob: '/usr/share/aad-dependency', reason: 'a folder that the stand-in for a dependency does not own' },
  { glob: '/var/cache/apt/archives/partial/*', reason: 'packages apt has downloaded and not accepted' },
  { glob: lockSign, reason: 'written by the lock of the test' },
  { glob: recorderLog, reason: 'written by the recorder of the test' },
]

/** How one command of the handler ended. */
export interface Seen {
  outcome: AgentOutcome
  /** The exit codes of what the agent ran, e.g. `install 20`. */
  runs: string[]
  /** The stable code of the failure, as the log has it; `ready` when there was none. */
  code: string
  /** What a person is told: cause, remedy, where to find more. */
  words: string
  /** What the handler wrote into its log. */
  log: string
  seconds: number
}

/** A machine of one matrix row that is used for one case after the other, as long as each leaves it clean. */
export class Bench {
  readonly site: Site
  readonly row: MatrixRow
  readonly traits: Traits
  /** Process group of the handler's last command. */
  group = 0
  #vm: Vm | undefined
  #packages = ''
  #sequence = 0

  private constructor(site: Site, row: MatrixRow) {
    this.site = site
    this.row = row
    this.traits = traits[row.packageManager]
  }

  static async open(row: string): Promise<Bench> {
    return new Bench(await Site.open(), matrixRow(row))
  }

  /** The machine in use. */
  get vm(): Vm {
    if (!this.#vm) throw new Error('no machine yet')
    return this.#vm
  }

  /** Versions of the login package in its repository, oldest first. */
  get versions(): readonly string[] {
    return this.row.repository.dated ? datedVersions : versions
  }

  /** A package of its repository. */
  packageFile(name: string, version: string): string {
    const { world } = this.site.packages
    const { format, key } = this.row.repository
    return format === 'deb' ? world.deb(name, version) : world.rpm(name, version, key)
  }

  /** Makes ready for a case: the machine there is, or a new one when there is none or it was left behind. */
  async ready(variant: Variant = {}): Promise<void> {
    if (this.#vm) return
    const own: Variant = { files: recorders(this.traits.programs), hosts: weakHosts }
    const options = combine(await rowVariant(this.row.name), await hurryVariant(), own, variant)
    this.#vm = await this.site.machine(options, {
      onStart: (_, group) => {
        this.group = group
      },
    })
    this.#packages = await this.packages()
  }

  /** The next case gets a new machine. */
  async leave(): Promise<void> {
    this.#vm = undefined
    await this.site.calm()
  }

  async close(): Promise<void> {
    await this.site.close()
  }

  /** Wants the extension. */
  async enable(settings: object = {}): Promise<Seen> {
    const start = performance.now()
    const before = (await this.log()).length
    this.#sequence += 1
    const outcome = await this.vm.enable(settings, { sequence: this.#sequence })
    return this.#seen(outcome, (await this.log()).slice(before), start)
  }

  /** Deletes the extension. */
  async remove(): Promise<Seen> {
    const start = performance.now()
    const before = (await this.log()).length
    const outcome = await this.vm.remove()
    return this.#seen(outcome, (await this.log()).slice(before), start)
  }

  /** Every package, one per line. */
  async packages(): Promise<string> {
    const { stdout } = await this.vm.guest.must([...this.traits.listPackages])
    // dpkg remembers that libc-bin has to look for new libraries until it runs again.
    return stdout.replace(/^it/gm, 'ii').split('\n').sort().join('\n')
  }

  /** Version of the login package without its release; '' when it is not installed. */
  async login(): Promise<string> {
    const { stdout, code } = await this.vm.guest.run([...this.traits.loginVersion, 'aadsshlogin'])
    return code === 0 && !/^(un|rc)/.test(stdout) ? stdout.replace(/^ii /, '') : ''
  }

  /** What differs from the state the machine booted with; `added /etc/x …`. */
  changes(since: Snapshot = this.vm.first): string[] {
    const now = snapshot(this.vm.guest.root)
    return diffRoot(since, now, excluded as typeof exclusions).map(
      ({ path, change, details }) => `${change} ${path} ${details}`,
    )
  }

  /** What differs from the packages it booted with, as `+name` and `-name`. */
  async packageChanges(): Promise<string[]> {
    const [before, now] = [this.#packages.split('\n'), (await this.packages()).split('\n')]
    const added = now.filter((line) => !before.includes(line)).map((line) => `+${line}`)
    return [...added, ...before.filter((line) => !now.includes(line)).map((line) => `-${line}`)]
  }

  /** Every run of the package manager on this machine so far. */
  calls(): ManagerCall[] {
    return managerCalls(this.vm)
  }

  /** Nothing of the lists and packages that were downloaded is left. */
  async emptyCaches(): Promise<void> {
    await this.vm.guest.must(['sh', '-c', this.traits.emptyCaches])
  }

  /** The handler's log so far. */
  async log(): Promise<string> {
    return (await this.vm.guest.run(['cat', logFile])).stdout
  }

  #seen(outcome: AgentOutcome, log: string, start: number): Seen {
    const runs = outcome.runs.map(({ operation, exitCode }) => `${operation} ${exitCode}`)
    const failed = outcome.runs.some(({ exitCode, operation }) => exitCode !== 0 && operation !== 'disable')
    const codes = [...log.matchAll(/^ +error: HandlerFailure: ([a-z-]+\.[a-z-]+|usage): /gm)].map(([, code]) => code)
    const words = stripVTControlCharacters(keptWords(outcome))
    const seconds = (performance.now() - start) / 1000
    return { outcome, runs, code: failed ? (codes.at(-1) ?? 'no code in the log') : 'ready', words, log, seconds }
  }
}

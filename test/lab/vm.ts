import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { GoalSettings } from './agent/settings-file.ts'
import type { AgentOutcome, StrictAgent } from './agent/strict-agent.ts'
import { handlerName } from './handler-package.ts'
import { diffRoot } from './machine/diff.ts'
import { exclusions, type Exclusion } from './machine/exclusions.ts'
import type { Machine } from './machine/machine.ts'
import { snapshot, type Snapshot } from './machine/snapshot.ts'

/** A goal state with less to write: version 1.0.0, sequence number 0, and public settings alone unless told. */
export interface Wish {
  readonly version?: string
  readonly sequence?: number
  readonly settings?: GoalSettings
}

/** Of our package, which is purged, nothing may stay; a list that was refused stays with those that were taken. */
export const strictExclusions: readonly Exclusion[] = [
  ...exclusions.filter(({ glob }) => !glob.startsWith('/var/lib/dpkg/info/')),
  { glob: '/var/lib/apt/lists/partial/*', reason: 'indexes apt has downloaded and not accepted', by: 'packages' },
]

const stateFolder = '/var/lib/aadsshlogin-handler'

/** A machine with the agent that works on it, and its first state. */
export class Vm {
  readonly guest: Machine
  readonly agent: StrictAgent
  /** The state the machine booted with. */
  readonly first: Snapshot
  #since: Snapshot

  constructor(guest: Machine, agent: StrictAgent) {
    this.guest = guest
    this.agent = agent
    this.first = snapshot(guest.root)
    this.#since = this.first
  }

  /** Wants the extension, with these public settings. */
  enable(publicSettings: unknown = {}, wish: Wish = {}): Promise<AgentOutcome> {
    const { version = '1.0.0', sequence = 0, settings } = wish
    return this.agent.apply({ version, state: 'enabled', sequence, settings: settings ?? { publicSettings } })
  }

  /** Deletes the extension. */
  remove(): Promise<AgentOutcome> {
    return this.agent.apply({ version: '1.0.0', state: 'uninstall' })
  }

  /** From now on changes are counted from the present state. */
  remember(): void {
    this.#since = snapshot(this.guest.root)
  }

  /**
   * What differs from a state, the last one remembered unless told, else the first; logs and the agent's own files
   * aside. One line per path: `added /etc/x file 644 0:0 …`.
   */
  changes(since: Snapshot = this.#since): string[] {
    return diffRoot(since, snapshot(this.guest.root), strictExclusions).map(
      ({ path, change, details }) => `${change} ${path} ${details}`,
    )
  }

  /** Every package dpkg knows, with its state and version. */
  async packages(): Promise<string> {
    return (await this.guest.must(['dpkg-query', '-Wf', '${db:Status-Abbrev} ${Package} ${Version}\\n'])).stdout
  }

  /** State and version of the login package, '' when dpkg has never heard of it. */
  async login(): Promise<string> {
    return (await this.guest.run(['dpkg-query', '-Wf', '${db:Status-Abbrev}${Version}', 'aadsshlogin'])).stdout
  }

  /** What sshd asks for the keys of an Entra user: the program, or `none`. */
  async keysCommand(): Promise<string> {
    const { stdout } = await this.guest.must(['sshd', '-T', '-C', 'user=alice@contoso.com,host=x,addr=192.0.2.1'])
    return /^authorizedkeyscommand (\S+)/m.exec(stdout)?.[1] ?? ''
  }

  /** The names of our own state files; undefined when there is no such folder. */
  state(): string[] | undefined {
    const folder = join(this.guest.root, stateFolder)
    return existsSync(folder) ? readdirSync(folder).sort() : undefined
  }

  /** The handler's log so far. */
  log(): Promise<string> {
    return this.guest.read(`/var/log/azure/${handlerName}/handler.log`)
  }

  /** A fault in a maintainer script of the stand-in package: shell lines, or none any more. */
  async standIn(script: 'preinst' | 'postinst' | 'prerm' | 'postrm', lines: string | undefined): Promise<void> {
    const path = `/etc/standin/${script}`
    if (lines === undefined) await this.guest.must(['rm', '-rf', '/etc/standin'])
    else await this.guest.write(path, `${lines}\n`)
  }
}

import { matchesGlob } from 'node:path'
import type { Site } from '../site.ts'
import { story } from '../outcome.ts'
import type { Vm } from '../vm.ts'
import type { AgentOutcome } from '../agent/strict-agent.ts'
import { diffRoot } from '../machine/diff.ts'
import { exclusions, rpmExclusions } from '../machine/exclusions.ts'
import { snapshot, type Snapshot } from '../machine/snapshot.ts'
import { versions } from '../packages/deb-standins.ts'
import { datedVersions } from '../packages/rpm-standins.ts'
import { rowVariant } from './roots.ts'
import type { MatrixRow } from './rows.ts'

/** One step of a row's life: how long it took, and what was not as it should be. */
export interface Step {
  name: string
  ms: number
  problems: string[]
  /** The exclusions without which more would have been different. */
  excused: string[]
}

/** Drives the built package through its whole life on a new machine of a row, as the guest agent does. */
export async function live(site: Site, row: MatrixRow): Promise<Step[]> {
  const vm = await site.machine(await rowVariant(row.name))
  const life = new Life(site, row, vm)
  const steps: Step[] = []
  for (const name of ['install', 'again', 'upgrade', 'downgrade', 'uninstall'] as const) {
    const start = performance.now()
    const problems = await life[name]()
    steps.push({ name, ms: performance.now() - start, problems, excused: [] })
  }
  return steps.map((step) => ({ ...step, excused: step.name === 'uninstall' ? life.excused() : [] }))
}

class Life {
  readonly #site: Site
  readonly #row: MatrixRow
  readonly #vm: Vm
  /** Versions of the login package, oldest first. */
  readonly #versions: readonly string[]
  #packages = ''
  #sequence = 0

  constructor(site: Site, row: MatrixRow, vm: Vm) {
    this.#site = site
    this.#row = row
    this.#vm = vm
    this.#versions = row.repository.dated ? datedVersions : versions
  }

  /** Install and enable: the login works. */
  async install(): Promise<string[]> {
    this.#packages = await this.#installed()
    await this.#site.packages.publish('1.0.1')
    const outcome = await this.#enable('1.0.0')
    return [
      ...this.#wrong(outcome, ['install 1.0.0: 0', 'enable 1.0.0: 0']),
      ...(await this.#unwired(this.#expected(0))),
    ]
  }

  /** Enable once more: nothing happens. */
  async again(): Promise<string[]> {
    const before = this.#look()
    this.#sequence -= 1
    const outcome = await this.#enable('1.0.0')
    return [...this.#wrong(outcome, ['enable 1.0.0: 0']), ...this.#changes(before)]
  }

  /** The next version of the handler, while there is a new login package. */
  async upgrade(): Promise<string[]> {
    await this.#site.packages.publish('1.0.2')
    const outcome = await this.#enable('1.0.1')
    const runs = ['disable 1.0.0: 0', 'update 1.0.1: 0', 'uninstall 1.0.0: 0', 'install 1.0.1: 0', 'enable 1.0.1: 0']
    return [...this.#wrong(outcome, runs), ...(await this.#unwired(this.#expected(1)))]
  }

  /** The settings ask for the older login package; first for a newer one, where the profile pins the oldest. */
  async downgrade(): Promise<string[]> {
    const [oldest = '', newer = ''] = this.#versions
    const up = this.#row.row.pin === undefined ? [] : await this.#settle(newer)
    return [...up, ...(await this.#settle(oldest))]
  }

  async #settle(version: string): Promise<string[]> {
    const outcome = await this.#enable('1.0.1', { package: { version } })
    return [...this.#wrong(outcome, ['enable 1.0.1: 0']), ...(await this.#unwired(version))]
  }

  /** Delete: the machine is as it was. */
  async uninstall(): Promise<string[]> {
    const outcome = await this.#vm.agent.apply({ version: '1.0.1', state: 'uninstall' })
    const after = await this.#installed()
    const packages = after === this.#packages ? [] : [`packages are now ${after}`]
    const removal = ['disable 1.0.1: 0', 'uninstall 1.0.1: 0']
    return [...this.#wrong(outcome, removal), ...packages, ...this.#changes(this.#vm.first)]
  }

  async #enable(version: string, settings: Record<string, unknown> = {}): Promise<AgentOutcome> {
    const gone = this.#row.row.status === 'repository-gone'
    const mirror = gone ? { repository: { baseUrl: 'https://mirror.test/mirror' } } : {}
    const sequence = this.#sequence
    this.#sequence += 1
    return await this.#vm.enable({ ...mirror, ...settings }, { version, sequence })
  }

  /** The version that should be there when the repository has so many newer ones. */
  #expected(generation: number): string {
    return this.#row.row.pin ?? this.#versions[generation] ?? ''
  }

  #wrong(outcome: AgentOutcome, runs: readonly string[]): string[] {
    const { runs: ran, violations, handler, extension, said } = story(outcome)
    const same = ran.join() === runs.join()
    const good = handler === undefined || (handler === 'Ready 0' && extension === 'success 0')
    return [
      ...(same ? [] : [`ran ${ran.join(', ')}: ${outcome.handler?.message ?? ''}`]),
      ...(good ? [] : [`${handler}, ${extension ?? 'no status'}: ${said}`]),
      ...violations,
    ]
  }

  async #unwired(version: string): Promise<string[]> {
    const names = this.#row.packageManager === 'apt-get' ? debVersion : rpmVersion
    const found = (await this.#vm.guest.run([...names, 'aadsshlogin'])).stdout
    const command = await this.#vm.keysCommand()
    return [
      ...(found === version ? [] : [`aadsshlogin is ${found || 'not there'}, not ${version}`]),
      ...(command === '/usr/sbin/aad_certhandler' ? [] : [`sshd asks ${command}`]),
    ]
  }

  /** The exclusions that something which has changed since the boot matches. */
  excused(): string[] {
    const changed = diffRoot(this.#vm.first, this.#look(), [])
    const needed = allExclusions.filter(({ glob }) => changed.some(({ path }) => matchesGlob(path, glob)))
    return needed.map(({ glob }) => glob)
  }

  /** The agent's folder is not looked into: it may be as it likes, and holds most of what there is. */
  #look(): Snapshot {
    return snapshot(this.#vm.guest.root)
  }

  #changes(since: Snapshot): string[] {
    const differences = diffRoot(since, this.#look(), allExclusions)
    return differences.map(({ path, change, details }) => `${change} ${path} ${details}`)
  }

  async #installed(): Promise<string> {
    const all =
      this.#row.packageManager === 'apt-get'
        ? ['dpkg-query', '-Wf', '${db:Status-Abbrev} ${Package} ${Version}\\n']
        : ['rpm', '-qa', '--qf', '%{NAME} %{VERSION}\\n']
    const { stdout } = await this.#vm.guest.must([...all])
    return stdout.split('\n').sort().join('\n')
  }
}

const allExclusions = [...exclusions, ...rpmExclusions]
const debVersion = ['dpkg-query', '-Wf', '${Version}']
const rpmVersion = ['rpm', '-q', '--qf', '%{VERSION}']

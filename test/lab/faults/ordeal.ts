import type { Vm } from '../vm.ts'
import { handlerName } from '../handler-package.ts'
import { differences, order, trace, type FaultBench } from './bench.ts'
import { cleanRun, lastFault, stepFaults, struckOf, undoFaultsInTurn, verificationFault, type Clean } from './choose.ts'
import { judge, settled, type States } from './judge.ts'
import type { Effect, Fault } from './handler/order.ts'
import { enableAgain, mustSucceed, type Situation } from './situations.ts'
import { tell, type Told } from './told.ts'

/** How a command ended at whose effects faults struck. */
export interface Seen extends Told {
  readonly faults: readonly Fault[]
  /** What differs from the state before. */
  readonly left: readonly string[]
  /** What is not as it should be. */
  readonly problems: readonly string[]
  /** All that the command did. */
  readonly effects: readonly Effect[]
  readonly seconds: number
}

/** How much of a row is struck: what is not the package manager's own is the same on all. */
export type Extent = 'full' | 'steps'

const logFile = `/var/log/azure/${handlerName}/handler.log`

/** One situation of a row, and faults in it one after the other. */
export class Ordeal {
  readonly clean: Clean
  readonly #bench: FaultBench
  readonly #situation: Situation
  readonly #states: States
  /** By what was left: what was not as it should be after the next commands. */
  readonly #endings = new Map<string, readonly string[]>()

  private constructor(bench: FaultBench, situation: Situation, found: { states: States; clean: Clean }) {
    this.#bench = bench
    this.#situation = situation
    this.#states = found.states
    this.clean = found.clean
  }

  /** Runs the situation once with nothing going wrong. */
  static async begin(bench: FaultBench, situation: Situation): Promise<Ordeal> {
    const first = await bench.first()
    const vm = await bench.boot(situation.from)
    const before = await bench.stateOf(vm)
    order(vm, [])
    await mustSucceed(situation.act(vm))
    const clean = cleanRun(trace(vm), situation.operation)
    const end = await bench.stateOf(vm)
    return new Ordeal(bench, situation, { states: { first, before, end }, clean })
  }

  /**
   * A fault at every step; in full also at every undo, of which otherwise only those of the first situation (`turn` 0) are
   * struck, and there at the verification. `turn` decides the manners.
   */
  async *sweep(turn: number, extent: Extent): AsyncGenerator<Seen> {
    for (const fault of stepFaults(this.clean, turn)) yield await this.strike(fault)
    if (this.#situation.operation === 'uninstall' || (extent === 'steps' && turn > 0)) return
    // It also tries to put the login right, which takes as long as two installations.
    if (extent === 'full' && turn === 0) yield await this.strike(verificationFault(this.clean))
    const failed = await this.strike(lastFault(this.clean))
    yield failed
    for (const pair of undoFaultsInTurn(this.clean, failed.effects, turn)) yield await this.strike(...pair)
  }

  /** Lets these faults strike on a machine in the situation, and judges what came of it. */
  async strike(...faults: readonly Fault[]): Promise<Seen> {
    const start = performance.now()
    const vm = await this.#bench.boot(this.#situation.from)
    const logged = (await logOf(vm)).length
    order(vm, faults)
    const outcome = await this.#situation.act(vm)
    const lines = trace(vm)
    const after = await this.#bench.stateOf(vm)
    const told = tell(outcome, (await logOf(vm)).slice(logged))
    const left = differences(this.#states.before, after)
    const struck = struckOf(lines)
    const removes = this.#situation.operation === 'uninstall'
    const isEnd = told.end === 'good' && settled(this.#states.end, after).length === 0
    const problems = [
      ...(struck === faults.length ? [] : [`${struck} of ${faults.length} faults struck`]),
      ...(await unsafe(vm)),
      ...judge({ told, states: this.#states, after, removes, ownFiles: this.#bench.ownFiles }),
      ...(left.length === 0 || isEnd ? [] : await this.#endOf(vm, left)),
    ]
    const effects = lines.filter((line): line is Effect => 'label' in line)
    return { faults, ...told, left, problems, effects, seconds: (performance.now() - start) / 1000 }
  }

  /** Machines on which the same is left come to the same end. */
  async #endOf(vm: Vm, left: readonly string[]): Promise<readonly string[]> {
    const key = left.join('\n')
    const known = this.#endings.get(key) ?? (await this.#putRight(vm))
    this.#endings.set(key, known)
    return known
  }

  /** The machine comes to its end by the next command, and to its first state by a delete. */
  async #putRight(vm: Vm): Promise<string[]> {
    const removes = this.#situation.operation === 'uninstall'
    order(vm, [])
    const problems: string[] = []
    const next = removes ? enableAgain(vm) : this.#situation.act(vm)
    await mustSucceed(next).catch((error: unknown) => problems.push(`the next command: ${String(error)}`))
    if (!removes) {
      const wrong = settled(this.#states.end, await this.#bench.stateOf(vm))
      problems.push(...wrong.map((line) => `after the next command: ${line}`))
    }
    await mustSucceed(vm.remove()).catch((error: unknown) => problems.push(`the delete: ${String(error)}`))
    const rest = differences(this.#states.first, await this.#bench.stateOf(vm))
    return [...problems, ...rest.map((line) => `after the delete: ${line}`)]
  }
}

/** sshd accepts its configuration: a reload, by whomever, ends nobody's way in. */
async function unsafe(vm: Vm): Promise<string[]> {
  const { code, stderr } = await vm.guest.run(['sshd', '-t'])
  return code === 0 ? [] : [`sshd -t: ${stderr}`]
}

async function logOf(vm: Vm): Promise<string> {
  return (await vm.guest.run(['cat', logFile])).stdout
}

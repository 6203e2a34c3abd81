import type { Vm } from '../../e2e/vm.ts'
import { handlerName } from '../handler-package.ts'
import type { Variant } from '../machine/variants.ts'
import { differences, order, trace, type FaultBench } from './bench.ts'
import { cleanRun, type Clean } from './choose.ts'
import { judge, settled, type States } from './judge.ts'
import { keyOf, type Effect, type Fault } from './handler/order.ts'
import { enableAgain, mustBeReady, stateFor, type Situation } from './situations.ts'
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

const logFile = `/var/log/azure/${handlerName}/handler.log`

/** One situation of a row, and faults in it one after the other. */
export class Ordeal {
  readonly clean: Clean
  readonly #bench: FaultBench
  readonly #situation: Situation
  readonly #variant: Variant
  readonly #states: States
  #vm: Vm | undefined

  private constructor(
    bench: FaultBench,
    situation: Situation,
    found: { variant: Variant; states: States; clean: Clean },
  ) {
    this.#bench = bench
    this.#situation = situation
    this.#variant = found.variant
    this.#states = found.states
    this.clean = found.clean
  }

  /** Runs the situation once with nothing going wrong. */
  static async begin(bench: FaultBench, situation: Situation): Promise<Ordeal> {
    const first = await bench.stateOf(await bench.boot())
    const variant = await stateFor(bench, situation)
    const vm = await bench.boot(variant)
    const before = await bench.stateOf(vm)
    order(vm, [])
    const outcome = await situation.act(vm)
    const clean = cleanRun(trace(vm), situation.operation)
    if (situation.operation !== 'uninstall') await mustBeReady(Promise.resolve(outcome))
    const end = await bench.stateOf(vm)
    return new Ordeal(bench, situation, { variant, states: { first, before, end }, clean })
  }

  /** Lets these faults strike, judges what came of it, and has the machine put right again. */
  async strike(...faults: readonly Fault[]): Promise<Seen> {
    const start = performance.now()
    const vm = (this.#vm ??= await this.#bench.boot(this.#variant))
    const logged = (await logOf(vm)).length
    order(vm, faults)
    const outcome = await this.#situation.act(vm)
    const lines = trace(vm)
    const after = await this.#bench.stateOf(vm)
    const told = tell(outcome, (await logOf(vm)).slice(logged))
    const left = differences(this.#states.before, after)
    const struck = new Set(lines.flatMap((line) => ('struck' in line ? keyOf(line.struck) : []))).size
    const removes = this.#situation.operation === 'uninstall'
    const problems = [
      ...(struck === faults.length ? [] : [`${struck} of ${faults.length} faults struck`]),
      ...(await unsafe(vm)),
      ...judge({ told, states: this.#states, after, removes, ownFiles: this.#bench.ownFiles }),
      ...(await this.#putRight(vm, told, left)),
    ]
    const effects = lines.filter((line): line is Effect => 'label' in line)
    return { faults, ...told, left, problems, effects, seconds: (performance.now() - start) / 1000 }
  }

  /** The machine comes to its end by the next command, and to its first state by a delete. One that is as before goes on. */
  async #putRight(vm: Vm, { end }: Told, left: readonly string[]): Promise<string[]> {
    const removes = this.#situation.operation === 'uninstall'
    if (end === 'failed' && left.length === 0 && !removes) return []
    order(vm, [])
    const problems: string[] = []
    const next = removes ? enableAgain(vm) : this.#situation.act(vm)
    await mustBeReady(next).catch((error: unknown) => problems.push(`the next command: ${String(error)}`))
    if (!removes) {
      const wrong = settled(this.#states.end, await this.#bench.stateOf(vm))
      problems.push(...wrong.map((line) => `after the next command: ${line}`))
    }
    const { runs } = await vm.remove()
    const codes = runs.map(({ operation, exitCode, stderr }) => `${operation} ${exitCode} ${stderr}`.trim())
    if (codes.join() !== 'disable 0,uninstall 0') problems.push(`the delete: ${codes.join()}`)
    const rest = differences(this.#states.first, await this.#bench.stateOf(vm))
    problems.push(...rest.map((line) => `after the delete: ${line}`))
    if (this.#situation.prepare !== undefined || problems.length > 0) this.#vm = undefined
    return problems
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

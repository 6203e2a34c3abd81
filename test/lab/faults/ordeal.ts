import type { Vm } from '../../e2e/vm.ts'
import { failures } from '../../../src/core/failures.ts'
import type { AgentOutcome } from '../agent/strict-agent.ts'
import { handlerName } from '../handler-package.ts'
import type { Variant } from '../machine/variants.ts'
import { differences, order, trace, type FaultBench, type State } from './bench.ts'
import { cleanRun, type Clean } from './choose.ts'
import type { Fault } from './order.ts'
import { mustBeReady, stateFor, type Situation } from './situations.ts'

/** How a command ended at whose effect a fault struck. */
export interface Seen {
  readonly faults: readonly Fault[]
  /** e.g. `install 64`; `install -9` for one that was killed. */
  readonly runs: readonly string[]
  /** The stable code of the failure; '' without one. */
  readonly code: string
  readonly words: string
  /** What differs from the state before. */
  readonly left: readonly string[]
  /** What is not as it should be. */
  readonly problems: readonly string[]
  readonly seconds: number
}

const stateFolder = '/var/lib/aadsshlogin-handler'
const logFile = `/var/log/azure/${handlerName}/handler.log`

interface States {
  /** Fresh. */
  readonly first: State
  /** In the situation. */
  readonly before: State
  /** When all went well. */
  readonly end: State
}

/** One situation of a row: its states, and faults in it one after the other. */
export class Ordeal {
  readonly #bench: FaultBench
  readonly #situation: Situation
  readonly #variant: Variant
  readonly #states: States
  readonly clean: Clean
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
  async strike(faults: readonly Fault[]): Promise<Seen> {
    const start = performance.now()
    const vm = (this.#vm ??= await this.#bench.boot(this.#variant))
    const logged = (await logOf(vm)).length
    order(vm, faults)
    const outcome = await this.#situation.act(vm)
    const struck = trace(vm).filter((line) => 'struck' in line)
    const after = await this.#bench.stateOf(vm)
    const log = (await logOf(vm)).slice(logged)
    const told = tell(outcome, log)
    const left = differences(this.#states.before, after)
    const problems = [
      ...(struck.length === faults.length ? [] : [`${struck.length} of ${faults.length} faults struck`]),
      ...(await unsafe(vm)),
      ...this.#judge(told, after, left),
      ...(await this.#putRight(vm, told, left)),
    ]
    return { faults, ...told, left, problems, seconds: (performance.now() - start) / 1000 }
  }

  #judge(told: Told, after: State, left: readonly string[]): string[] {
    const { failed, killed, code, words } = told
    if (killed) return []
    if (!failed) {
      const wrong = differences(this.#states.end, after).filter((line) => !line.includes(`${stateFolder}/state.json`))
      return wrong.map((line) => `success, but ${line}`)
    }
    const exit = Object.entries(failures).find(([known]) => known === code)?.[1].exit ?? 'none'
    const last = told.runs.at(-1) ?? ''
    return [
      ...(last.endsWith(` ${exit}`) ? [] : [`${last} is not the exit code of "${code}"`]),
      ...told.violations,
      ...left.filter((line) => !isNamed(line, words)).map((line) => `not told: ${line}`),
    ]
  }

  /** The machine comes to its end, or back to its first state, by what comes next; a state that was kept is booted anew. */
  async #putRight(vm: Vm, { failed, killed }: Told, left: readonly string[]): Promise<string[]> {
    order(vm, [])
    const isUntouched = failed && !killed && left.length === 0
    if (isUntouched) return []
    const problems: string[] = []
    const isGone = this.#situation.operation === 'uninstall'
    const act = isGone ? (): Promise<AgentOutcome> => vm.enable({ identityWaitSeconds: 0 }) : this.#situation.act
    await mustBeReady(act(vm)).catch((error: unknown) => problems.push(`the next command: ${String(error)}`))
    if (!isGone) {
      const healed = differences(this.#states.end, await this.#bench.stateOf(vm))
      const wrong = healed.filter((line) => !line.includes(`${stateFolder}/state.json`))
      problems.push(...wrong.map((line) => `after the next command: ${line}`))
    }
    const removed = await vm.remove()
    const codes = removed.runs.map(({ operation, exitCode }) => `${operation} ${exitCode}`)
    if (codes.some((line) => !line.endsWith(' 0')) || removed.runs.length !== 2)
      problems.push(`remove: ${codes.join()}`)
    const rest = differences(this.#states.first, await this.#bench.stateOf(vm))
    problems.push(...rest.map((line) => `after the delete: ${line}`))
    if (this.#situation.prepare !== undefined || problems.length > 0) this.#vm = undefined
    return problems
  }
}

interface Told {
  readonly runs: readonly string[]
  readonly failed: boolean
  readonly killed: boolean
  readonly code: string
  readonly words: string
  readonly violations: readonly string[]
}

function tell({ runs, handler, extension, violations }: AgentOutcome, log: string): Told {
  const bad = runs.filter(({ exitCode }) => exitCode !== 0)
  const codes = [...log.matchAll(/^ +error: HandlerFailure: ([a-z-]+\.[a-z-]+|usage): /gm)].map(([, code]) => code)
  return {
    runs: runs.map(({ operation, exitCode }) => `${operation} ${exitCode}`),
    failed: bad.length > 0,
    killed: bad.some(({ exitCode }) => exitCode === -9),
    code: bad.length > 0 ? (codes.at(-1) ?? '') : '',
    words: [
      ...bad.map(({ stderr }) => stderr),
      handler?.message,
      extension?.message,
      ...(extension?.substatuses ?? []).map(({ message }) => message),
    ].join('\n'),
    violations,
  }
}

/** Whether somebody who reads these words knows of a path or a package; our own records stand for what they record. */
function isNamed(line: string, words: string): boolean {
  const [, name = ''] = line.split(' ')
  if (name.startsWith(stateFolder)) return true
  const [, word = name] = line.startsWith('package ') ? (/^package [+-](?:\w{2} )?([\w.-]+)/.exec(line) ?? []) : []
  return words.includes(word)
}

async function unsafe(vm: Vm): Promise<string[]> {
  const { code, stderr } = await vm.guest.run(['sshd', '-t'])
  return code === 0 ? [] : [`sshd -t: ${stderr}`]
}

async function logOf(vm: Vm): Promise<string> {
  return (await vm.guest.run(['cat', logFile])).stdout
}

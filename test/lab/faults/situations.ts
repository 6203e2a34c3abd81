import type { Vm } from '../vm.ts'
import type { HandlerGoal } from '../agent/goal.ts'
import type { AgentOutcome } from '../agent/strict-agent.ts'
import { order, trace, type FaultBench } from './bench.ts'
import { struckOf } from './choose.ts'
import type { Fault } from './handler/order.ts'

/** A state of the machine and what the agent runs then: one plan that the handler makes and carries out. */
export interface Situation {
  readonly name: string
  /** The command whose plan it is. */
  readonly operation: 'install' | 'enable' | 'uninstall'
  /** The state it begins with. */
  readonly from: keyof typeof states
  readonly act: (vm: Vm) => Promise<AgentOutcome>
}

export interface Preparation {
  readonly from?: keyof typeof states
  readonly work: (bench: FaultBench, vm: Vm) => Promise<void>
}

/** Wants the extension in its first version. */
export function enableAgain(vm: Vm): Promise<AgentOutcome> {
  return vm.agent.apply(goal('1.0.0', 0))
}

function goal(version: string, sequence: number): HandlerGoal {
  return { version, state: 'enabled', sequence, settings: { publicSettings: { identityWaitSeconds: 0 } } }
}

/** States of a machine, each made from another one or a fresh machine: the handler is unpacked once for all faults. */
export const states = {
  /** The agent has unpacked the handler and written its settings, and is about to run install. */
  unpacked: {
    work: async (_, vm) => {
      order(vm, [atOnce])
      await enableAgain(vm)
      mustHaveDied(vm)
    },
  },
  /** Ready, with a login package that is not the newest. */
  ready: {
    from: 'unpacked',
    work: async ({ site }, vm) => {
      await site.packages.publish('1.0.1')
      await mustSucceed(vm.agent.install(goal('1.0.0', 0)))
      await mustSucceed(enableAgain(vm))
    },
  },
  /** The agent has run disable, update and uninstall, and is about to run the new version's install. */
  updating: {
    from: 'ready',
    work: async (_, vm) => {
      order(vm, [atOnce])
      await vm.agent.apply(goal('1.0.1', 1))
      mustHaveDied(vm)
    },
  },
  damaged: {
    from: 'ready',
    work: async ({ traits, entryFile }, vm) => {
      await vm.guest.must([...traits.removePackage, 'aadsshlogin'])
      await vm.guest.must(['sh', '-c', `echo '# by hand' >> ${entryFile}`])
    },
  },
} as const satisfies Record<string, Omit<Preparation, 'from'> & { readonly from?: string }>

/** Every plan that this handler can make. */
export const situations: readonly Situation[] = [
  { name: 'first install', operation: 'install', from: 'unpacked', act: (vm) => vm.agent.install(goal('1.0.0', 0)) },
  {
    name: 'install of an update, with a newer package',
    operation: 'install',
    from: 'updating',
    act: (vm) => vm.agent.install(goal('1.0.1', 1), '0'),
  },
  {
    name: 'enable, when the package was removed and the entry changed',
    operation: 'enable',
    from: 'damaged',
    act: enableAgain,
  },
  { name: 'uninstall', operation: 'uninstall', from: 'ready', act: (vm) => vm.remove() },
]

/** Install is killed before it has done anything. */
const atOnce: Fault = {
  ...{ operation: 'install', phase: 'before', step: '', count: 1 },
  ...{ label: 'write /run/aadsshlogin-handler.holder', manner: 'dies before' },
}

function mustHaveDied(vm: Vm): void {
  if (struckOf(trace(vm)) !== 1) throw new Error('install was not killed at its first effect')
}

/** Throws, with what was told, unless all that was run succeeded, and after enable the handler is ready. */
export async function mustSucceed(outcome: Promise<AgentOutcome>): Promise<void> {
  const { handler, extension, runs, violations } = await outcome
  const isGood = runs.length > 0 && runs.every(({ exitCode }) => exitCode === 0) && violations.length === 0
  const isEnabled = runs.some(({ operation }) => operation === 'enable')
  if (isGood && (!isEnabled || (handler?.status === 'Ready' && extension?.status === 'success'))) return
  const told = [...runs.map(({ operation, exitCode }) => `${operation} ${exitCode}`), handler?.message, ...violations]
  throw new Error(`not good: ${told.join('\n')}`)
}

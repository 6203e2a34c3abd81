import type { Vm } from '../../e2e/vm.ts'
import type { AgentOutcome } from '../agent/strict-agent.ts'
import type { Variant } from '../machine/variants.ts'
import type { FaultBench } from './bench.ts'

/** A state of the machine and what the agent is told then: one plan that the handler makes and carries out. */
export interface Situation {
  readonly name: string
  /** The command whose plan it is. */
  readonly operation: 'install' | 'enable' | 'uninstall'
  /** Brings a fresh machine into the state; undefined: it is there from the start. */
  readonly prepare?: (bench: FaultBench, vm: Vm) => Promise<void>
  /** What the packages' repository has to offer then: the newest but for `prepare` unless told. */
  readonly act: (vm: Vm) => Promise<AgentOutcome>
}

/** Wants the extension in its first version. */
export function enableAgain(vm: Vm): Promise<AgentOutcome> {
  return vm.enable({ identityWaitSeconds: 0 })
}

const remove = (vm: Vm): Promise<AgentOutcome> => vm.remove()

/** Every plan that this handler can make. */
export const situations: readonly Situation[] = [
  { name: 'first install', operation: 'install', act: enableAgain },
  {
    name: 'install of an update, with a newer package',
    operation: 'install',
    prepare: async ({ site }, vm) => {
      await site.packages.publish('1.0.1')
      await mustBeReady(enableAgain(vm))
    },
    act: (vm) => vm.enable({ identityWaitSeconds: 0 }, { version: '1.0.1', sequence: 1 }),
  },
  {
    name: 'enable, when the package was removed and the entry changed',
    operation: 'enable',
    prepare: async (bench, vm) => {
      await mustBeReady(enableAgain(vm))
      await vm.guest.must([...bench.traits.removePackage, 'aadsshlogin'])
      await vm.guest.must(['sh', '-c', `echo '# by hand' >> ${bench.entryFile}`])
    },
    act: enableAgain,
  },
  {
    name: 'uninstall',
    operation: 'uninstall',
    prepare: async (_, vm) => mustBeReady(enableAgain(vm)),
    act: remove,
  },
]

/** A machine in the state, as a variant to boot from. */
export async function stateFor(bench: FaultBench, situation: Situation): Promise<Variant> {
  const { name, prepare } = situation
  if (prepare === undefined) return {}
  return bench.keep(name.replaceAll(/\W+/g, '-'), {}, (vm) => prepare(bench, vm))
}

/** Throws, with what was told, unless the handler is ready. */
export async function mustBeReady(outcome: Promise<AgentOutcome>): Promise<void> {
  const { handler, extension, runs, violations } = await outcome
  if (handler?.status === 'Ready' && extension?.status === 'success' && violations.length === 0) return
  const told = [...runs.map(({ operation, exitCode }) => `${operation} ${exitCode}`), handler?.message, ...violations]
  throw new Error(`not ready: ${told.join('\n')}`)
}

/** What goes wrong at one effect of the handler. `dies`: its process group is killed with SIGKILL. */
export type Manner = 'fails before' | 'fails after' | 'dies before' | 'dies after'

/** One thing that the handler does to the machine, or asks of it. */
export interface Effect {
  readonly operation: string
  /** What the handler was at: a step of its plan, its undo, or what comes before and after. */
  readonly phase: Phase
  /** The step, as the plan describes it; '' outside of steps. */
  readonly step: string
  /** e.g. `write /etc/x`, `start apt-get purge`, `ask rpm -q`; numbers of this run left out. */
  readonly label: string
  /** How manieth effect with this label in this phase and step. */
  readonly count: number
}

export type Phase = 'before' | 'step' | 'undo' | 'after'

export interface Fault extends Effect {
  readonly manner: Manner
  /** It strikes again at every effect with this label, wherever. */
  readonly always?: true
}

/** The plan of an operation, as its log has it. */
export interface Announced {
  readonly operation: string
  readonly plan: readonly string[]
}

/** One line of what the handler writes down: its plan, an effect, or that a fault has struck. */
export type Line = Announced | Effect | { readonly struck: Fault }

/** In the machine: the faults that are to strike, and what the handler has done. Without the folder there is neither. */
export const folder = '/run/lab-faults'
export const orderFile = `${folder}/order.json`
export const traceFile = `${folder}/trace`

/** Whether a fault is for this effect. */
export function isFor(fault: Fault, effect: Effect): boolean {
  return fault.always === true ? fault.label === effect.label : keyOf(fault) === keyOf(effect)
}

/** All that tells an effect from the others. */
export function keyOf({ operation, phase, step, label, count }: Effect): string {
  return [operation, phase, step, label, count].join(' | ')
}

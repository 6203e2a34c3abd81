import { keyOf, type Announced, type Effect, type Fault, type Line, type Manner } from './handler/order.ts'

/** What a command did when nothing went wrong. */
export interface Clean {
  readonly plan: readonly string[]
  readonly effects: readonly Effect[]
}

const manners: readonly Manner[] = ['fails before', 'fails after', 'dies after']

/** The plans of an operation, one after the other, and its effects. Throws when there is nothing in them. */
export function cleanRun(trace: readonly Line[], operation: string): Clean {
  const announced = trace.filter((line): line is Announced => 'plan' in line && line.operation === operation)
  const plan = announced.flatMap((one) => one.plan)
  if (plan.length === 0) throw new Error(`${operation} announced no plan`)
  const effects = trace.filter((line): line is Effect => 'label' in line && line.operation === operation)
  return { plan, effects }
}

/**
 * Every manner at every effect. A question cannot half happen; who dies before an effect, or at a question, died after
 * the effect before it.
 */
export function allFaults({ effects }: Clean): Fault[] {
  return effects.flatMap((effect) => mannersOf(effect).map((manner) => ({ ...effect, manner })))
}

/**
 * Every step once, at what it is for: it fails before or after that has happened in turn, which of them at the first
 * step is for `turn` to say.
 */
export function stepFaults(clean: Clean, turn: number): Fault[] {
  return inTurn(
    clean.plan.flatMap((step) => mainEffect(clean, step) ?? []),
    turn,
  )
}

/**
 * Faults while taking back, in every manner: the verification fails at the end of a good run, and then each undo at what
 * it is for. The undo is known from a run in which only the verification failed.
 */
export function undoFaults(clean: Clean, failedRun: readonly Effect[]): Fault[][] {
  const faults = undoEffects(failedRun).flatMap((effect) => mannersOf(effect).map((manner) => ({ ...effect, manner })))
  return faults.map((fault) => [verificationFault(clean), fault])
}

/** Each undo once, in turn, when the last step has failed at its end; known from a run in which only that failed. */
export function undoFaultsInTurn(clean: Clean, failedRun: readonly Effect[], turn: number): Fault[][] {
  return inTurn(undoEffects(failedRun), turn).map((fault) => [lastFault(clean), fault])
}

/** All steps have done what they are for, and then the record of the last one cannot be written. */
export function lastFault({ effects }: Clean): Fault {
  const last = effects.findLast(({ phase }) => phase === 'step')
  if (last?.label.startsWith('write ') !== true) throw new Error('the last step does not end with a record')
  return { ...last, manner: 'fails before' }
}

/** Every verification fails, whatever the package manager and however it is put right: the login's program does not run. */
export function verificationFault({ effects }: Clean): Fault {
  const question = effects.find(({ phase, label }) => phase === 'after' && label === 'ask aad_certhandler')
  if (question === undefined) throw new Error('the verification does not run the program of the login')
  return { ...question, manner: 'fails before', always: true }
}

function inTurn(effects: readonly Effect[], turn: number): Fault[] {
  return effects.map((effect, at) => {
    const possible = mannersOf(effect).filter((manner) => !manner.startsWith('dies'))
    return { ...effect, manner: possible[(turn + at) % possible.length] ?? 'fails before' }
  })
}

/** What each undo is for. */
function undoEffects(failedRun: readonly Effect[]): Effect[] {
  const undone = failedRun.filter(({ phase }) => phase === 'undo')
  const steps = [...new Set(undone.map(({ step }) => step))]
  return steps.flatMap((step) => mainOf(undone.filter((one) => one.step === step)) ?? [])
}

/** What a step is for: its last transaction, else its last change outside of our own state, else its last effect. */
function mainEffect({ effects }: Clean, step: string): Effect | undefined {
  return mainOf(effects.filter((effect) => effect.phase === 'step' && effect.step === step))
}

function mainOf(own: readonly Effect[]): Effect | undefined {
  return (
    own.findLast(({ label }) => label.startsWith('start ')) ??
    own.findLast(({ label }) => /^(write|remove|rename|make) (?!\/var\/lib\/aadsshlogin-handler)/.test(label)) ??
    own.at(-1)
  )
}

function mannersOf({ label }: Effect): readonly Manner[] {
  return /^(ask|get) /.test(label) ? ['fails before'] : manners
}

/** Faults by what they strike, each key once: how many of those that were ordered did. */
export function struckOf(lines: readonly Line[]): number {
  return new Set(lines.flatMap((line) => ('struck' in line ? keyOf(line.struck) : []))).size
}

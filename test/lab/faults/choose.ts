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
 * Fewer: at what each step is for every manner; at every other effect of steps one manner, the next one in turn for
 * each, so that neighbours differ.
 */
export function chosenFaults(clean: Clean): Fault[] {
  const main = new Set(clean.plan.flatMap((step) => mainEffect(clean, step) ?? []).map(keyOf))
  const inSteps = clean.effects.filter(({ phase }) => phase === 'step')
  return inSteps.flatMap((effect, at) => {
    const possible = mannersOf(effect)
    const chosen = main.has(keyOf(effect)) ? possible : possible.slice(at % possible.length, (at % possible.length) + 1)
    return chosen.map((manner) => ({ ...effect, manner }))
  })
}

/**
 * Faults while taking back: the verification fails at the end of a good run, and then each undo at what it is for. The
 * undo is known from a run in which only the verification failed.
 */
export function undoFaults(clean: Clean, failedRun: readonly Effect[]): Fault[][] {
  const undone = failedRun.filter(({ phase }) => phase === 'undo')
  const steps = [...new Set(undone.map(({ step }) => step))]
  return steps.flatMap((step) => {
    const effect = mainOf(undone.filter((one) => one.step === step))
    return effect === undefined
      ? []
      : mannersOf(effect).map((manner) => [verificationFault(clean), { ...effect, manner }])
  })
}

/** Every verification fails, whatever the package manager and however it is put right: the login's program does not run. */
export function verificationFault({ effects }: Clean): Fault {
  const question = effects.find(({ phase, label }) => phase === 'after' && label === 'ask aad_certhandler')
  if (question === undefined) throw new Error('the verification does not run the program of the login')
  return { ...question, manner: 'fails before', always: true }
}

/** What a step is for: its last transaction, else its last change outside of our own state, else its last effect. */
export function mainEffect({ effects }: Clean, step: string): Effect | undefined {
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

import { keyOf, type Announced, type Effect, type Fault, type Line, type Manner } from './handler/order.ts'

/** What a command did when nothing went wrong. */
export interface Clean {
  readonly plan: readonly string[]
  readonly effects: readonly Effect[]
}

const manners: readonly Manner[] = ['fails before', 'fails after', 'dies after']

/** The plan of an operation and its effects. Throws when it announced none. */
export function cleanRun(trace: readonly Line[], operation: string): Clean {
  const announced = trace.find((line): line is Announced => 'plan' in line && line.operation === operation)
  if (announced === undefined) throw new Error(`${operation} announced no plan`)
  const effects = trace.filter((line): line is Effect => 'label' in line && line.operation === operation)
  return { plan: announced.plan, effects }
}

/** Every manner at every effect: questions cannot half happen, and who dies before an effect died after the last one. */
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

/** The verification after the last step fails, whatever the package manager: the program of the login does not run. */
export function verificationFault({ effects }: Clean): Fault {
  const question = effects.find(({ phase, label }) => phase === 'after' && label === 'ask aad_certhandler')
  if (question === undefined) throw new Error('the verification does not run the program of the login')
  return { ...question, manner: 'fails before' }
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
  return /^(ask|get) /.test(label) ? ['fails before', 'dies after'] : manners
}

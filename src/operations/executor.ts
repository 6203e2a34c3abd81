import type { Executor } from '../core/apply.ts'
import { describeStep } from '../core/plan.ts'
import type { PackageManager } from '../machine/package-manager.ts'
import { perform } from '../machine/steps.ts'
import { undoByHand } from '../machine/undo-by-hand.ts'
import type { Context } from './context.ts'

/** Does steps with one budget, takes them back with another, and tells the story of both. */
export function executor({ host, notes }: Context, forward: PackageManager, back: PackageManager): Executor {
  return {
    announce: ({ steps }) => {
      host.log.write('info', 'plan', { steps: steps.map(({ step }) => describeStep(step)) })
    },
    perform: async (step) => {
      host.log.write('info', `step: ${describeStep(step)}`)
      await perform(forward, step)
    },
    takeBack: async (step) => {
      host.log.write('warn', `taking back: ${describeStep(step)}`)
      await perform(back, step)
      host.log.write('info', `taken back: ${describeStep(step)}`)
      notes.push({ name: `undo-${step.kind}`, verdict: 'passed', message: `Taken back: ${describeStep(step)}.` })
    },
    report: (step, failure) => {
      host.log.write(failure === undefined ? 'info' : 'warn', `step ended: ${describeStep(step)}`)
      const message = failure === undefined ? `Done: ${describeStep(step)}.` : failure.message
      notes.push({ name: step.kind, verdict: failure === undefined ? 'passed' : 'failed', message })
    },
    byHand: (step) => undoByHand(back, step),
  }
}

import type { Executor } from '../core/apply.ts'
import { describeStep } from '../core/plan.ts'
import type { PackageManager } from '../machine/package-manager.ts'
import { perform } from '../machine/steps.ts'
import type { Context } from './context.ts'

/** Does steps with one budget, takes them back with another, and tells the story of both. */
export function executor({ host, notes }: Context, forward: PackageManager, back: PackageManager): Executor {
  return {
    perform: (step) => perform(forward, step),
    takeBack: async (step) => {
      host.log.write('warn', `taking back: ${describeStep(step)}`)
      await perform(back, step)
      notes.push({ name: `undo-${step.kind}`, verdict: 'passed', message: `Taken back: ${describeStep(step)}.` })
    },
    report: (step, failure) => {
      const message = failure === undefined ? `Done: ${describeStep(step)}.` : failure.message
      notes.push({ name: step.kind, verdict: failure === undefined ? 'passed' : 'failed', message })
    },
  }
}

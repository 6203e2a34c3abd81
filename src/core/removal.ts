import type { Step } from './plan.ts'

/** Packages of the pair depend on each other, so all go at once; then the configuration of those that had none before. */
export function removal(names: readonly string[], purged: (name: string) => boolean): Step[] {
  const clean = names.filter(purged)
  const steps: Step[] = []
  if (clean.length < names.length) steps.push({ kind: 'remove-packages', names, purge: false })
  if (clean.length > 0) steps.push({ kind: 'remove-packages', names: clean, purge: true })
  return steps
}

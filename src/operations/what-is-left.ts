import { describeStep, type Plan, type Step } from '../core/plan.ts'
import { isPresent, type LoginPlaces } from '../core/removal.ts'
import { readDangling } from '../machine/dangling-wiring.ts'
import type { PackageManager } from '../machine/package-manager.ts'
import { queryPackages } from '../machine/package-query.ts'
import { distrustArguments } from '../machine/trusted-keys.ts'

type Machine = Pick<PackageManager, 'host' | 'grammar'>

/**
 * What there is to do of a withdrawal, for a person; '' when all is gone. The machine counts and not our record of it:
 * what is recorded and gone is nothing to do.
 */
export async function whatIsLeft(machine: Machine, { steps }: Plan, places: LoginPlaces): Promise<string> {
  const left: Step[] = []
  for (const { step } of steps) left.push(...(await restOf(machine, step)))
  const dangling = await readDangling(machine.host, places)
  return [...left.map(describeStep), ...dangling.map((place) => `take out ${place}`)].join('; ')
}

/** What of a step is still to do: nothing of the care that goes with the removal. */
async function restOf(machine: Machine, step: Step): Promise<Step[]> {
  const { host, grammar } = machine
  if (step.kind === 'settle-sessions' || step.kind === 'clear-wiring') return []
  if (step.kind === 'remove-file') return (await host.files.stat(step.path)) === undefined ? [] : [step]
  if (step.kind === 'distrust-keys')
    return (await distrustArguments(machine, step.fingerprints)).length === 0 ? [] : [step]
  if (step.kind !== 'remove-dependencies') return [step]
  const { names = [] } = step
  const states = await queryPackages(host, grammar, names)
  const present = names.filter((name) => isPresent(states[name]) || states[name]?.residual === true)
  return present.length === 0 ? [] : [{ ...step, names: present }]
}

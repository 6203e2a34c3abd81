import { judge, type Case, type Judgement } from '../../rollout/policy/judge.ts'
import { extensionsOf } from './extensions.ts'
import { rulesOf, type Rule } from './policy-rules.ts'
import { modelExtensions } from './scale-set-model.ts'
import type { Resource } from './store.ts'
import type { World } from './world.ts'

/** What a rule says of a resource that it concerns. */
export interface Finding extends Rule {
  readonly resource: Resource
  readonly isCompliant: boolean
  readonly judgement: Judgement
}

const vmType = 'Microsoft.Compute/virtualMachines'
const setType = 'Microsoft.Compute/virtualMachineScaleSets'
const apiVersion = '2024-11-01'

/** What is known of the compliance of the subscription: as of the last scan, as in Azure. */
export class Compliance {
  readonly #world: World
  latest: readonly Finding[] = []

  constructor(world: World) {
    this.#world = world
  }

  /** Judges every machine by every assignment anew. */
  scan(): void {
    const assignments = this.#world.store.list('Microsoft.Authorization/policyAssignments')
    this.latest = assignments.flatMap((assignment) => this.#judge(assignment))
  }

  #judge(assignment: Resource): Finding[] {
    const rules = rulesOf(this.#world, assignment).filter(({ effect }) => effect !== 'disabled')
    const machines = [...this.#machines(vmType), ...this.#machines(setType)].filter(({ id }) => isIn(assignment, id))
    return rules.flatMap((rule) =>
      machines.flatMap((resource) => {
        const judgement = judge({ ...rule.definition }, this.#caseOf(resource), rule.parameters)
        if (judgement.verdict === '-') return []
        return [{ ...rule, resource, judgement, isCompliant: judgement.verdict === '+' }]
      }),
    )
  }

  #machines(type: string): Resource[] {
    return this.#world.store.list(type)
  }

  #caseOf(resource: Resource): Case {
    const isSet = resource.type === setType
    const extensions = isSet ? modelExtensions(resource) : extensionsOf(this.#world, resource.id)
    return { resource: { ...resource }, related: extensions.map((extension) => ({ ...extension })), apiVersion }
  }
}

function isIn({ properties }: Resource, id: string): boolean {
  const begins = (scope: string): boolean => id.toLowerCase().startsWith(`${scope.toLowerCase()}/`)
  const scope = String(properties.scope)
  if (((properties.notScopes ?? []) as string[]).some(begins)) return false
  return begins(scope) || scope.toLowerCase().includes('/managementgroups/')
}

import { describe, expect, it } from 'vitest'
import { policyDefinitions, type Dictionary } from '../artefacts.ts'
import { arcFixtures, assignmentParameters, fixtures } from './fixtures.ts'
import { judge, type Case } from './judge.ts'
import { mutants } from './mutants.ts'
import { conditionsOf } from './mutations.ts'

const definitions = policyDefinitions()

/** Every resource once, machines of one image last: they tell only one mutant each. */
const subjects: readonly { name: string; kind: string; subject: Case }[] = [
  ...fixtures,
  ...arcFixtures.map((fixture) => ({ ...fixture, kind: 'arc' })),
]

describe('a wrong definition', () => {
  it.each(mutants)('$definition: $name', ({ definition, change }) => {
    const wrong = copyOf(definition)
    change(wrong)

    expect(firstDifference(definition, wrong)).toBeDefined()
  })

  it.each([...definitions.keys()])('%s with any one of its conditions taken away', (name) => {
    const survivors = conditionsOf(copyOf(name)).filter((_, at) => {
      const wrong = copyOf(name)
      conditionsOf(wrong).splice(at, 1)
      return firstDifference(name, wrong) === undefined
    })

    expect(survivors).toEqual(name.startsWith('arc') ? [typeOfArc] : [])
  })

  it('vm-extension with any one condition for images taken away', () => {
    const name = 'vm-extension'
    const survivors = imagesOf(copyOf(name)).filter((_, at) => {
      const wrong = copyOf(name)
      imagesOf(wrong).splice(at, 1)
      return firstDifference(name, wrong) === undefined
    })

    expect(survivors).toEqual([])
  })

  it.each([...definitions.keys()].filter((name) => !name.startsWith('arc')))('%s has the same images', (name) => {
    expect(imagesOf(copyOf(name)).slice(2)).toEqual(imagesOf(copyOf('vm-extension')).slice(2))
  })
})

/** The one condition that changes nothing: only Arc-enabled servers have this field. Azure wants a type all the same. */
const typeOfArc = { field: 'type', equals: 'Microsoft.HybridCompute/machines' }

function copyOf(name: string): Dictionary {
  return structuredClone(definitions.get(name))!
}

function imagesOf(definition: Dictionary): Dictionary[] {
  const list = conditionsOf(definition).find(({ anyOf }) => JSON.stringify(anyOf ?? '').includes('imageOffer'))
  return list?.anyOf as Dictionary[]
}

/** The name of the first resource that two definitions judge differently, also in what they would make of it. */
function firstDifference(name: string, wrong: Dictionary): string | undefined {
  const right = rightOutcomes(name)
  const [own, others] = [true, false].map((wanted) => [...subjects.keys()].filter((at) => isOwn(name, at) === wanted))
  const found = [...own!, ...others!].find((at) => right[at] !== outcome(wrong, subjects[at]!.subject))
  return found === undefined ? undefined : subjects[found]?.name
}

const known = new Map<string, string[]>()

function rightOutcomes(name: string): string[] {
  const outcomes = known.get(name) ?? subjects.map(({ subject }) => outcome(definitions.get(name)!, subject))
  known.set(name, outcomes)
  return outcomes
}

function isOwn(name: string, at: number): boolean {
  return name.startsWith(`${subjects[at]!.kind}-`)
}

function outcome(definition: Dictionary, subject: Case): string {
  try {
    const { verdict, modified } = judge(definition, subject, assignmentParameters)
    return verdict + JSON.stringify(modified ?? '')
  } catch (problem) {
    return String(problem)
  }
}

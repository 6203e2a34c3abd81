import { describe, expect, it } from 'vitest'
import { policyDefinitions, type Dictionary } from '../artefacts.ts'
import { definitionProblems } from './lint.ts'
import { conditionsOf } from './mutations.ts'

const definitions = policyDefinitions()

type Rule = Record<string, Record<string, Dictionary>>
const ruleOf = (definition: Dictionary): Rule => (definition.properties as Dictionary).policyRule as Rule
const parameters = (definition: Dictionary): Record<string, Dictionary> =>
  (definition.properties as Dictionary).parameters as Record<string, Dictionary>

const wrong: readonly [string, (definition: Dictionary) => unknown, string][] = [
  ['an unused parameter', (d) => (parameters(d).more = {}), 'more is not used'],
  ['an undeclared parameter', (d) => delete parameters(d).exclusionTag, 'exclusionTag is not declared'],
  [
    'a default that changes machines',
    (d) => (parameters(d).effect!.defaultValue = 'DeployIfNotExists'),
    'without being asked',
  ],
  [
    'an effect in other case',
    (d) => (parameters(d).effect!.allowedValues = ['modify', 'Disabled']),
    'the effect modify',
  ],
  ['the type not first', (d) => conditionsOf(d).reverse(), 'not the type'],
  [
    'exclusions that never apply',
    (d) => conditionsOf(d).push({ anyOf: [{ not: {} }, { field: 'a', notEquals: 'b' }] }),
    'always true',
  ],
  ['a like without a star', (d) => conditionsOf(d).push({ field: 'name', like: 'x' }), 'like nothing but itself'],
  ['a boolean', (d) => conditionsOf(d).push({ field: 'name', exists: true }), 'a boolean'],
  ['a wide role', (d) => (ruleOf(d).then!.details!.roleDefinitionIds = ['contributor']), 'the role contributor'],
  ['no role', (d) => (ruleOf(d).then!.details!.roleDefinitionIds = []), 'none for a change'],
  ['the existence of another type', (d) => (ruleOf(d).then!.details!.type = 'A/b'), 'is not one of A/b'],
  ['no description', (d) => ((d.properties as Dictionary).description = ''), 'the description'],
]

describe('definitionProblems', () => {
  it.each([...definitions])('finds nothing in %s', (_, definition) => {
    expect(definitionProblems(definition)).toEqual([])
  })

  it.each(wrong)('finds %s', (_, change, problem) => {
    const definition = structuredClone(definitions.get('vm-extension')!)
    change(definition)

    expect(definitionProblems(definition).join('\n')).toContain(problem)
  })

  it('finds a template whose parameters are not passed on', () => {
    const definition = structuredClone(definitions.get('vm-extension')!)
    const { properties } = ruleOf(definition).then!.details!.deployment as Rule
    delete properties!.parameters!.vmName

    expect(definitionProblems(definition)).toEqual(['vmName is not passed on'])
  })
})

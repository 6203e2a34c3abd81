import { describe, expect, it } from 'vitest'
import { deploy } from '../arm/template.ts'
import { policyDefinitions, readArtefact, type Dictionary } from '../artefacts.ts'
import { namesGivenTo } from '../expressions/references.ts'

const definitions = new Map(
  [...policyDefinitions().values()].map((definition) => [String(definition.name), definition]),
)
const sets = deploy(readArtefact('policy/definitions.subscription.json')).filter(({ type }) =>
  String(type).endsWith('SetDefinitions'),
)

/** What the built-in definition for local accounts takes, from Azure's public list of built-in definitions. */
const builtIn = { effect: ['AuditIfNotExists', 'Disabled'], AllowedUsers: [], IncludeArcMachines: ['true', 'false'] }

describe('an initiative', () => {
  it.each(sets)('$name refers to definitions that are there, with parameters that they have', ({ properties }) => {
    for (const member of membersOf(properties)) {
      const own = definitions.get(String(member.policyDefinitionId).split('/').at(-1) ?? '')
      const passed = Object.keys(member.parameters as Dictionary)
      const declared = own === undefined ? Object.keys(builtIn) : Object.keys(parametersOf(own))

      expect([...passed].sort()).toEqual([...declared].sort())
    }
  })

  it.each(sets)('$name uses all of its parameters and has all that it uses', ({ properties }) => {
    const { parameters, policyDefinitions: members } = properties as Dictionary

    expect([...namesGivenTo('parameters', members)].sort()).toEqual(Object.keys(parameters as Dictionary).sort())
  })

  it.each(sets)('$name passes on only effects that its definitions allow', ({ properties }) => {
    const declared = (properties as Dictionary).parameters as Record<string, Dictionary>
    for (const { policyDefinitionId, parameters } of membersOf(properties)) {
      const own = definitions.get(String(policyDefinitionId).split('/').at(-1) ?? '')
      const { value } = (parameters as Record<string, Dictionary>).effect!
      const [name = ''] = namesGivenTo('parameters', value)
      const allowed = own === undefined ? builtIn.effect : (parametersOf(own).effect as Dictionary).allowedValues

      expect([...(declared[name]?.allowedValues as string[])].sort()).toEqual([...(allowed as string[])].sort())
    }
  })

  it.each(sets)('$name has a reference for every remediation of its stages', ({ name, properties }) => {
    const stage = name === 'aadsshlogin-extension' ? 'extension' : 'application'
    const references = membersOf(properties).map((member) => member.policyDefinitionReferenceId)
    const tasks = ['remediation-1-identity', `remediation-2-${stage}`].flatMap((file) =>
      deploy(readArtefact(`policy/${file}.json`), { assignmentId: '/a' }).map(
        ({ properties: task }) => (task as Dictionary).policyDefinitionReferenceId,
      ),
    )

    expect(references).toEqual(expect.arrayContaining(tasks))
  })

  it('looks anew in the second stage, when the identity has brought machines into scope', () => {
    const modes = ['1-identity', '2-extension', '2-application'].map((stage) => {
      const [task] = deploy(readArtefact(`policy/remediation-${stage}.json`), { assignmentId: '/a' })
      return (task?.properties as Dictionary).resourceDiscoveryMode
    })

    expect(modes).toEqual(['ExistingNonCompliant', 'ReEvaluateCompliance', 'ReEvaluateCompliance'])
  })
})

function membersOf(properties: unknown): Dictionary[] {
  return (properties as Dictionary).policyDefinitions as Dictionary[]
}

function parametersOf(definition: Dictionary): Dictionary {
  return (definition.properties as Dictionary).parameters as Dictionary
}

import { describe, expect, it } from 'vitest'
import { commandLines } from '../../../scripts/tables/rollout/application-templates.ts'
import { policyDefinitions, readArtefact, templates, type Dictionary } from '../artefacts.ts'
import { parameterProblems, templateProblems } from './lint.ts'
import { samples } from './samples.ts'
import { deploy } from './template.ts'

const all = templates()

describe('the ARM templates', () => {
  it.each(all)('%s has no fault', (path, template) => {
    expect(templateProblems(template, samples[path] ?? {})).toEqual([])
  })

  it.each(Object.keys(samples))('the sample for %s has its parameters', (path) => {
    const declared = Object.keys(readArtefact(path).parameters as Dictionary)

    expect(declared).toEqual(expect.arrayContaining(Object.keys(samples[path]!)))
  })

  it('leave out protected settings when there are none', () => {
    const [resource] = deploy(readArtefact('arm/vm-extension.json'), { vmName: 'vm1' })

    expect(resource?.properties).not.toHaveProperty('protectedSettings')
  })

  it('give the identity of an assignment only the roles of its initiative', () => {
    const template = readArtefact('policy/assignment.subscription.json')
    const roles = (initiative: string): string[] =>
      deploy(template, { initiative }).flatMap(
        ({ properties }) => (properties as Dictionary).description ?? [],
      ) as string[]

    expect(roles('aadsshlogin-application')).toEqual(['Virtual Machine Contributor', 'Managed Identity Operator'])
    expect(roles('aadsshlogin-extension')).toContain('Azure Connected Machine Resource Administrator')
  })

  it.each(['subscription', 'management-group'])('store the definitions of %s as they are', (scope) => {
    const stored = deploy(readArtefact(`policy/definitions.${scope}.json`))
    const byName = new Map(stored.map((resource) => [resource.name, resource.properties]))

    for (const { name, properties } of policyDefinitions().values()) expect(byName.get(name)).toEqual(properties)
  })

  it('have command lines that Azure takes', () => {
    const lines = Object.values(commandLines('1.0.0'))

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(4096)
    expect(lines.filter((line) => line.includes('{version}') || line.includes('\n'))).toEqual([])
  })
})

describe('templateProblems', () => {
  const right = readArtefact('arm/vm-extension.json')
  const wrong: [string, (template: Dictionary) => void, string][] = [
    [
      'an unused parameter',
      ({ parameters }) => Object.assign(parameters as Dictionary, { more: { type: 'string' } }),
      'more is not used',
    ],
    [
      'an unknown version',
      ({ resources }) => Object.assign((resources as Dictionary[])[0]!, { apiVersion: '2020-13-01' }),
      '2020-13-01',
    ],
    [
      'a short name',
      ({ resources }) => Object.assign((resources as Dictionary[])[0]!, { name: 'vm1' }),
      'the name vm1',
    ],
    [
      'a dependency nowhere',
      ({ resources }) => Object.assign((resources as Dictionary[])[0]!, { dependsOn: ['/x/providers/A/b/c'] }),
      'not in the template',
    ],
    [
      'no settings',
      ({ resources }) => Object.assign((resources as Dictionary[])[0]!, { properties: {} }),
      'without settings',
    ],
    [
      'a secret in the text',
      ({ parameters }) =>
        Object.assign((parameters as Record<string, Dictionary>).protectedSettings!, { defaultValue: { a: 1 } }),
      'has a default',
    ],
    [
      'an unknown role',
      ({ resources }) =>
        Object.assign((resources as Dictionary[])[0]!, { properties: { settings: {}, role: '/roleDefinitions/0' } }),
      'the role 0',
    ],
  ]

  it.each(wrong)('finds %s', (_, change, problem) => {
    const template = structuredClone(right)
    change(template)

    expect(templateProblems(template, samples['arm/vm-extension.json']!).join()).toContain(problem)
  })

  it('finds a parameter that is not declared', () => {
    expect(parameterProblems({ parameters: {}, resources: ["[parameters('x')]"] })).toEqual([
      'the parameter x is not declared',
    ])
  })
})

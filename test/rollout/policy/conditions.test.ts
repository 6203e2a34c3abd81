import { describe, expect, it } from 'vitest'
import type { Dictionary } from '../artefacts.ts'
import { holds } from './conditions.ts'
import { vm } from './resources.ts'

const applications = 'Microsoft.Compute/virtualMachines/applicationProfile.galleryApplications'
const { resource } = vm({ tags: { owner: 'Web' }, applications: ['/a/1', '/a/2'] })
const { resource: bare } = vm({ identity: null })

const scope = { parameters: (name: string) => ({ list: ['WEB', 'db'], none: [], tag: 'owner' })[name] }
const each = (where: Dictionary): Dictionary => ({ count: { field: `${applications}[*]`, where } })
const reference = `${applications}[*].packageReferenceId`

describe('a condition', () => {
  it.each<[Dictionary, boolean]>([
    [{ field: "tags['OWNER']", equals: 'web' }, true],
    [{ field: "[concat('tags[', parameters('tag'), ']')]", in: "[parameters('list')]" }, true],
    [{ field: 'tags[owner]', in: "[parameters('none')]" }, false],
    [{ field: 'tags[owner]', notIn: ['db'] }, true],
    [{ field: 'name', like: 'vm*' }, true],
    [{ field: 'name', like: '*2' }, false],
    [{ field: 'name', notLike: 'v*1' }, false],
    [{ field: 'name', contains: 'M' }, true],
    [{ field: 'name', exists: 'true' }, true],
    [{ field: 'kind', exists: 'true' }, false],
    [{ not: { field: 'kind', exists: 'false' } }, false],
    [{ allOf: [] }, true],
    [{ anyOf: [] }, false],
    [{ value: "[length(parameters('list'))]", greater: 1 }, true],
    [{ value: '2018-06-01', greaterOrEquals: '2018-10-01' }, false],
    [{ value: '2018-06-01', less: '2018-10-01' }, true],
    [{ value: "[length(parameters('list'))]", lessOrEquals: 1 }, false],
    [{ ...each({ field: reference, like: '/a/*' }), equals: 2 }, true],
    [{ ...each({ field: reference, equals: '/a/2' }), equals: 1 }, true],
    [{ ...each({ field: reference, equals: '/b' }), greater: 0 }, false],
    // Outside of a count every element has to meet it.
    [{ field: reference, like: '/a/*' }, true],
    [{ field: reference, equals: '/a/1' }, false],
  ])('%j: %s', (condition, answer) => {
    expect(holds(condition, { resource, scope, elements: {} })).toBe(answer)
  })

  it.each(['notEquals', 'notLike', 'notContains', 'notIn'])('%s holds for what is missing', (operator) => {
    const wanted = operator === 'notIn' ? ['x'] : 'x'

    expect(holds({ field: 'identity.type', [operator]: wanted }, { resource: bare, scope, elements: {} })).toBe(true)
  })

  it.each(['equals', 'like', 'contains', 'in', 'greater', 'less'])(
    '%s does not hold for what is missing',
    (operator) => {
      const wanted = operator === 'in' ? ['x'] : 'x'

      expect(holds({ field: 'identity.type', [operator]: wanted }, { resource: bare, scope, elements: {} })).toBe(false)
    },
  )

  it.each<[Dictionary, string]>([
    [{ field: 'name', matches: 'x' }, 'not a condition'],
    [{ field: 'name', equals: 'x', like: 'y' }, 'not a condition'],
    [{ field: 'name' }, 'not a condition'],
    [{ field: 'Microsoft.Compute/imagePublishers', equals: 'x' }, 'there is no alias'],
    [{ field: 'name', like: '*a*' }, 'one * at most'],
  ])('%j is refused', (condition, problem) => {
    expect(() => holds(condition, { resource, scope, elements: {} })).toThrow(problem)
  })
})

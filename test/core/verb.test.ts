import { describe, expect, it } from 'vitest'
import { operationNames } from '../../src/core/limits.ts'
import { plannedNames, verbNames } from '../../src/core/verb.ts'

describe('the verbs', () => {
  it('are no commands of the agent', () => {
    expect(verbNames.filter((name) => (operationNames as readonly string[]).includes(name))).toEqual([])
  })

  it('plan what the agent runs', () => {
    expect(plannedNames.filter((name) => !operationNames.includes(name))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { removal } from '../../src/core/removal.ts'
import { brief } from './plan-cases.ts'

describe('removal', () => {
  it.each([
    ['nothing', [], [], []],
    ['what was absent with its configuration', ['a', 'b'], ['a', 'b'], ['purge a b']],
    ['what had left its configuration without it', ['a', 'b'], [], ['remove a b']],
    ['both at once, then the configuration of one', ['a', 'b'], ['b'], ['remove a b', 'purge b']],
  ])('removes %s', (_, names, purged, expected) => {
    const steps = removal(names, (name) => purged.some((one) => one === name))

    expect(steps.map(brief)).toEqual(expected)
  })
})

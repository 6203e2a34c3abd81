import { describe, expect, it } from 'vitest'
import { describeFailure } from '../../src/core/failure.ts'
import { refusedFileSchema } from '../../src/core/refused.ts'
import { shippedProfiles } from './distro-data.ts'

const system = { ids: ['toy'], name: 'Toy', reason: 'it is a toy' }

describe('refusedFileSchema', () => {
  it.each([
    ['a sentence', { reason: 'It is a toy.' }],
    ['a full stop', { reason: 'it is a toy.' }],
    ['no reason', { reason: '' }],
    ['an id that os-release cannot state', { ids: ['Toy Linux'] }],
    ['a field of its own', { since: 2024 }],
  ])('does not take %s', (_, change) => {
    expect(refusedFileSchema.safeParse({ systems: [system] }).success).toBe(true)
    expect(refusedFileSchema.safeParse({ systems: [{ ...system, ...change }] }).success).toBe(false)
  })
})

describe('the refused systems', () => {
  it.each(shippedProfiles().refused)('$name has a reason that makes a sentence', ({ name, reason }) => {
    const { exit, cause } = describeFailure('system.refused', { system: name, reason })

    expect(exit).toBe(51)
    expect(cause).toBe(`${name} is not supported: ${reason}.`)
    expect(cause.length).toBeLessThan(250)
  })
})

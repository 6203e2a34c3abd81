import { describe, expect, it } from 'vitest'
import { describeFailure } from '../../src/core/failure.ts'
import { failures, type FailureCode, type FailureRow } from '../../src/core/failures.ts'

const rows = Object.entries<FailureRow>(failures)

describe('the failure catalogue', () => {
  it.each(rows)('%s has an exit code that no shell uses for itself, and two sentences', (_, row) => {
    expect(row.exit).toBeGreaterThanOrEqual(20)
    expect(row.exit).toBeLessThan(80)
    expect(row.cause).toMatch(/^[A-Z{].*\.$/s)
    expect(row.remedy).toMatch(/^[A-Z{].*\.$/s)
    // Cause, remedy and where to look share the 1024 characters that the portal shows.
    expect(row.cause.length + row.remedy.length).toBeLessThan(700)
  })

  it('gives the documented codes to the documented causes', () => {
    const exits = Object.fromEntries(rows.map(([code, { exit }]) => [code, exit]))

    expect(exits).toMatchObject({
      'repository.unreachable': 20,
      'login.not-wired': 21,
      'identity.missing': 22,
      'identity.user-assigned-only': 22,
      'predecessor.present': 23,
      'memory.too-small': 24,
      'identity.unknown': 25,
      'system.unknown': 51,
      'system.version': 51,
      'system.architecture': 51,
      'package.not-published': 51,
      'dependency.missing-tool': 52,
      'settings.invalid': 53,
      'settings.undecryptable': 53,
      'packages.locked': 56,
    })
  })

  it.each(rows)('%s shows a hole that nobody filled rather than nothing', (code, row) => {
    const { cause } = describeFailure(code as FailureCode, {})

    expect(cause).toBe(row.cause)
  })
})

import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { Note } from '../../src/core/outcome.ts'
import { conclude } from '../../src/operations/conclude.ts'

describe('conclude', () => {
  const passed: Finding = { check: 'a', verdict: 'passed', message: 'Good.' }
  const blocked: Finding = { check: 'b', verdict: 'blocked', code: 'memory.too-small', detail: { found: '1 MiB' } }

  it('notes everything, then throws the first that blocks', () => {
    const notes: Note[] = []

    expect(() => {
      conclude({ notes }, [passed, blocked, { ...blocked, check: 'c', code: 'dependency.read-only' }, passed])
    }).toThrow(expect.objectContaining({ code: 'memory.too-small' }) as Error)

    expect(notes.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'a passed',
      'b failed',
      'c failed',
      'a passed',
    ])
    expect(notes[1]?.message).toBe('This VM has 1 MiB of memory; login needs at least 1 GB.')
  })

  it('is content when nothing blocks', () => {
    const notes: Note[] = []

    conclude({ notes }, [passed, { ...passed, verdict: 'warning' }])

    expect(notes).toHaveLength(2)
  })
})

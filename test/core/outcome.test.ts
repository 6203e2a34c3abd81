import { describe, expect, it } from 'vitest'
import { notesOf } from '../../src/core/outcome.ts'

describe('notesOf', () => {
  it('makes a note of every finding, in order; a blocking one is described by the caller', () => {
    const notes = notesOf(
      [
        { check: 'system', verdict: 'passed', message: 'Debian 12' },
        { check: 'identity', verdict: 'warning', message: 'no answer' },
        { check: 'memory', verdict: 'blocked', code: 'memory.too-small', detail: { found: '512 MB' } },
      ],
      ({ code, detail }) => `${code} ${String(detail.found)}`,
    )

    expect(notes).toEqual([
      { name: 'system', verdict: 'passed', message: 'Debian 12' },
      { name: 'identity', verdict: 'warning', message: 'no answer' },
      { name: 'memory', verdict: 'failed', message: 'memory.too-small 512 MB' },
    ])
  })

  it('asks for no text where nothing blocks', () => {
    const describeNothing = (): string => {
      throw new Error('asked')
    }

    expect(notesOf([{ check: 'a', verdict: 'passed', message: 'b' }], describeNothing)).toHaveLength(1)
    expect(notesOf([], describeNothing)).toEqual([])
  })
})

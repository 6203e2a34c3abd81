import { describe, expect, it } from 'vitest'
import { firstBlocking, withoutChange, type Finding } from '../../src/core/finding.ts'

const passed: Finding = { check: 'memory', verdict: 'passed', message: '4 GiB' }
const warning: Finding = { check: 'system', verdict: 'warning', message: 'newer' }
const first: Finding = { check: 'memory', verdict: 'blocked', code: 'memory.too-small', detail: { found: '512 MB' } }
const second: Finding = { check: 'predecessor', verdict: 'blocked', code: 'predecessor.present', detail: {} }

describe('firstBlocking', () => {
  it.each<[string, Finding[], Finding | undefined]>([
    ['nothing found', [], undefined],
    ['all passed', [passed, passed], undefined],
    ['warnings block nothing', [warning, passed], undefined],
    ['one blocks', [passed, first], first],
    ['the order of the checks decides', [warning, second, passed, first], second],
  ])('%s', (_, findings, expected) => {
    expect(firstBlocking(findings)).toBe(expected)
  })
})

describe('withoutChange', () => {
  it('tells what only a change needs as a warning, and leaves the rest alone', () => {
    const told = withoutChange([passed, warning, first, second], ['predecessor'], ({ code }) => code)

    const softened = { check: 'predecessor', verdict: 'warning', message: 'predecessor.present' }
    expect(told).toEqual([passed, warning, first, softened])
  })
})

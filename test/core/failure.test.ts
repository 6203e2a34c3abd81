import { describe, expect, it } from 'vitest'
import { asFailure, describeFailure, HandlerFailure } from '../../src/core/failure.ts'
import { failures } from '../../src/core/failures.ts'

describe('HandlerFailure', () => {
  it('carries code, detail and cause, and says them', () => {
    const cause = new Error('below')

    const failure = new HandlerFailure('system.unknown', { system: 'Slackware 15' }, { cause })

    expect(failure).toMatchObject({
      name: 'HandlerFailure',
      code: 'system.unknown',
      detail: { system: 'Slackware 15' },
    })
    expect(failure.message).toBe('system.unknown: This Linux system is not supported: Slackware 15.')
    expect(failure.cause).toBe(cause)
  })
})

describe('describeFailure', () => {
  it('fills the holes of cause and remedy', () => {
    const text = describeFailure('package.not-published', {
      url: 'https://x',
      wanted: 'aadsshlogin',
      system: 'Debian 12',
      architecture: 'x86_64',
      versions: '1.0, 1.1',
    })

    expect(text.exit).toBe(51)
    expect(text.cause).toContain('https://x was read and has no package aadsshlogin for Debian 12 on x86_64')
    expect(text.remedy).toContain('published versions: 1.0, 1.1.')
  })

  it('shows a hole that nobody filled instead of failing', () => {
    expect(describeFailure('usage', {}).cause).toBe('Wrong command line: {problem}.')
  })

  it('does not fill holes from inside values', () => {
    expect(describeFailure('usage', { problem: '{problem} $& $1' }).cause).toBe('Wrong command line: {problem} $& $1.')
  })
})

describe('asFailure', () => {
  it('lets a failure of ours through unchanged', () => {
    const failure = new HandlerFailure('memory.too-small', { found: '512 MiB' })

    expect(asFailure(failure)).toBe(failure)
  })

  it.each([
    ['ENOSPC', 'dependency.disk-full'],
    ['EDQUOT', 'dependency.disk-full'],
    ['EROFS', 'dependency.read-only'],
    ['EACCES', 'dependency.permission'],
    ['EPERM', 'dependency.permission'],
  ])('knows what %s means', (code, expected) => {
    const error = Object.assign(new Error(`${code}: open '/x'`), { code })

    const failure = asFailure(error)

    expect(failure.code).toBe(expected)
    expect(failure.detail).toEqual({ detail: `${code}: open '/x'` })
    expect(failure.cause).toBe(error)
  })

  it.each([
    ['an error', new TypeError('x is not a function'), 'x is not a function'],
    ['an unknown system error', Object.assign(new Error('EXDEV'), { code: 'EXDEV' }), 'EXDEV'],
    ['a text', 'thrown text', 'thrown text'],
    ['nothing', undefined, 'undefined'],
  ])('takes %s for a bug and keeps the cause', (_, thrown, detail) => {
    const failure = asFailure(thrown)

    expect(failure.code).toBe('handler.bug')
    expect(failure.detail).toEqual({ detail })
    expect(failure.cause).toBe(thrown)
  })
})

describe('failures', () => {
  it.each(Object.entries(failures))('%s has an exit code of its own range and two sentences', (_, row) => {
    expect([20, 21, 22, 23, 24, 25, 51, 52, 53, 56].includes(row.exit) || (row.exit >= 60 && row.exit <= 79)).toBe(true)
    expect(row.cause).toMatch(/\.$/)
    expect(row.remedy).toMatch(/\.$/)
  })
})

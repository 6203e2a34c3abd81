import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemsOf } from '../../src/agent/problem.ts'

const schema = z.object({
  text: z.string().min(2).max(3),
  number: z.int().min(1).max(9),
  list: z.array(z.string()).max(1),
  choice: z.enum(['a', 'b']),
  own: z.string().regex(/^x$/, 'must be x'),
})
const good = { text: 'ab', number: 5, list: [], choice: 'a', own: 'x' }

function problems(value: unknown, root?: string): string {
  const { error } = schema.safeParse(value)
  return error === undefined ? '' : problemsOf(error, root)
}

describe('problemsOf', () => {
  it.each([
    [{ text: 5 }, 'text must be text'],
    [{ text: 'a' }, 'text must have at least 2 characters'],
    [{ text: 'abcd' }, 'text must have at most 3 characters'],
    [{ number: '5' }, 'number must be a whole number'],
    [{ number: 0 }, 'number must be at least 1'],
    [{ number: 10 }, 'number must be at most 9'],
    [{ list: {} }, 'list must be a list'],
    [{ list: ['a', 'b'] }, 'list must have at most 1 elements'],
    [{ list: [1] }, 'list.0 must be text'],
    [{ choice: 'hunter2' }, 'choice must be one of a, b'],
    [{ own: 'hunter2' }, 'own must be x'],
  ])('explains %j without repeating it', (changed, expected) => {
    expect(problems({ ...good, ...changed })).toBe(expected)
    expect(problems({ ...good, ...changed }, 'root')).toBe(`root.${expected}`)
  })

  it('names the value as a whole', () => {
    expect(problems(null)).toBe('the whole must be an object')
    expect(problems(null, 'publicSettings')).toBe('publicSettings must be an object')
  })

  it('stops at five', () => {
    const list = z.array(z.string())
    const error = list.safeParse(Array.from({ length: 50 }, () => 1)).error!

    expect(problemsOf(error).split('; ')).toHaveLength(5)
  })
})

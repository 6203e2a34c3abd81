import type { z } from '../core/zod.ts'

const mostProblems = 5
const longestPath = 120

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  array: 'a list',
  tuple: 'a list',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
}

/**
 * What is wrong with a value and where, as paths below `root`; at most five problems on one line. Never repeats a value:
 * it may be secret.
 */
export function problemsOf(error: z.ZodError, root = ''): string {
  return error.issues
    .slice(0, mostProblems)
    .map((issue) => problemOf(issue, root))
    .join('; ')
}

function problemOf(issue: z.core.$ZodIssue, root: string): string {
  const path = root === '' ? issue.path : [root, ...issue.path]
  const place = path.map(String).join('.').slice(0, longestPath)
  return `${place || 'the whole'} ${complaint(issue)}`
}

function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${kinds[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'too_small') return `must ${extent(issue.origin, 'at least', issue.minimum)}`
  if (issue.code === 'too_big') return `must ${extent(issue.origin, 'at most', issue.maximum)}`
  return issue.message
}

function extent(origin: string, bound: string, size: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${size} characters`
  return origin === 'array' ? `have ${bound} ${size} elements` : `be ${bound} ${size}`
}

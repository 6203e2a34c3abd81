import { afterEach, expect, it, vi } from 'vitest'
import { z } from '../../src/core/zod.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('builds and asks a schema without code that is made while it runs', () => {
  const compile = vi.fn(() => {
    throw new Error('forbidden')
  })
  vi.stubGlobal('Function', compile)

  const schema = z.object({ name: z.string(), more: z.object({ count: z.number() }) })

  expect(schema.safeParse({ name: 'x', more: { count: 1 } }).success).toBe(true)
  expect(schema.safeParse({ name: 'x', more: { count: '1' } }).success).toBe(false)
  expect(compile).not.toHaveBeenCalled()
})

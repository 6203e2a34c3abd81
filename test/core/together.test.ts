import { expect, it } from 'vitest'
import { together } from '../../src/core/together.ts'

it('answers in the order of the list', async () => {
  const { promise: late, resolve } = Promise.withResolvers<string>()
  const answer = together([late, Promise.resolve(2), 3])
  resolve('one')
  expect(await answer).toEqual(['one', 2, 3])
})

it('waits for the others before it fails, and fails with what stands first', async () => {
  const { promise: late, reject } = Promise.withResolvers<string>()
  let heard = ''
  const answer = together([late, Promise.reject(new Error('early'))]).catch((error: unknown) => (heard = String(error)))
  await new Promise(setImmediate)
  expect(heard).toBe('')
  reject(new Error('late'))
  expect(await answer).toBe('Error: late')
})

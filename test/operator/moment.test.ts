import { expect, it } from 'vitest'
import { moment } from '../../src/operator/moment.ts'

it.each([
  ['2026-11-22T06:58:24.123Z', '2026-11-22 06:58:24 UTC'],
  ['2026-11-22T06:58:24Z', '2026-11-22 06:58:24 UTC'],
  [null, 'at an unknown time'],
])('%s reads %s', (time, text) => {
  expect(moment(time)).toBe(text)
})

import { expect, it } from 'vitest'
import { complaintOf } from '../../src/machine/complaint.ts'

it.each([
  [{ exitCode: 1, stdout: '', stderr: ' cp: no space\nmore\n' }, 'cp: no space'],
  [{ exitCode: 1, stdout: 'x', stderr: '\n' }, 'it ended with 1'],
  [{ exitCode: undefined, stdout: '', stderr: '', problem: 'ENOENT' }, 'ENOENT'],
  [{ exitCode: undefined, stdout: '', stderr: '' }, 'it ended with nothing'],
])('complaintOf %j', (result, text) => {
  expect(complaintOf(result)).toBe(text)
})

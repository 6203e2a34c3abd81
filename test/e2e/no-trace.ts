import { expect } from 'vitest'
import { keptWords, story } from '../lab/outcome.ts'
import type { Vm } from '../lab/vm.ts'

/**
 * Expects that an install with these public settings ends with the code and leaves the machine as it was. Returns the
 * three lines that the agent keeps: cause, remedy, and where to find more.
 */
export async function failsWithoutTrace(vm: Vm, code: number, settings: object = {}): Promise<string[]> {
  const packages = await vm.packages()

  const outcome = await vm.enable(settings)

  expect(story(outcome)).toEqual({
    runs: [`install 1.0.0: ${code}`],
    handler: 'NotReady 1007',
    extension: undefined,
    said: '',
    substatuses: [],
    violations: [],
  })
  expect(outcome.events.map(({ TaskName, EventLevel }) => `${TaskName} ${EventLevel}`)).toEqual(['install Error'])
  expect(vm.changes()).toEqual([])
  expect([await vm.packages(), vm.state()]).toEqual([packages, undefined])
  const lines = keptWords(outcome).split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[2]).toMatch(/^More: sudo \S.*handler\.log/)
  return lines
}

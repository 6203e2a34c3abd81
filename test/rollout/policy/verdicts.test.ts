import { describe, expect, it } from 'vitest'
import { policyDefinitions } from '../artefacts.ts'
import { arcFixtures, assignmentParameters, columns, fixtures } from './fixtures.ts'
import { judge, type Case } from './judge.ts'

const definitions = policyDefinitions()

describe('the policies', () => {
  it('are judged by at least 50 resources', () => {
    expect(fixtures.length + arcFixtures.length).toBeGreaterThanOrEqual(50)
  })

  it.each(fixtures)('$name: $expected', ({ kind, subject, expected }) => {
    const verdicts = columns.map((column) => verdictOf(`${kind}-${column}`, subject))

    expect(verdicts.join('')).toBe(expected)
  })

  it.each(arcFixtures)('$name: $expected', ({ subject, expected }) => {
    expect(verdictOf('arc-extension', subject)).toBe(expected)
  })

  it('leave resources of other types alone', () => {
    const touched = fixtures.flatMap(({ name, kind, subject }) =>
      [...definitions.keys()]
        .filter((definition) => !definition.startsWith(`${kind}-`) && verdictOf(definition, subject) !== '-')
        .map((definition) => `${definition}: ${name}`),
    )

    expect(touched).toEqual([])
  })
})

function verdictOf(name: string, subject: Case): string {
  return judge(definitions.get(name)!, subject, assignmentParameters).verdict
}

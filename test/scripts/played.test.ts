import { describe, expect, it } from 'vitest'
import { notPassed } from '../../scripts/checks/played.ts'

function report(file: string, ...tests: readonly (readonly [string, string])[]): string {
  const assertionResults = tests.map(([name, status]) => {
    const titles = name.split(' > ')
    return { ancestorTitles: titles.slice(0, -1), title: titles.at(-1), status }
  })
  return JSON.stringify({ testResults: [{ name: `/root/project/${file}`, assertionResults }] })
}

describe('notPassed', () => {
  const texts = [
    report('test/a.test.ts', ['machine > starts', 'passed'], ['machine > stops', 'failed']),
    report('test/b.test.ts', ['where it is not in "abrt"', 'passed']),
  ]
  const missing = (file: string, name: string): number => notPassed(texts, [{ file, name }], '/root/project').length

  it.each([
    ['one that has passed', 'test/a.test.ts', 'machine > starts', 0],
    ['one that has failed', 'test/a.test.ts', 'machine > stops', 1],
    ['one of another file', 'test/b.test.ts', 'machine > starts', 1],
    ['one of a file that did not run', 'test/c.test.ts', 'machine > starts', 1],
    ['a part of a name', 'test/a.test.ts', 'starts', 1],
    ['one of several cases', 'test/b.test.ts', 'where it is not in %j', 0],
  ])('knows %s', (_, file, name, count) => {
    expect(missing(file, name)).toBe(count)
  })

  it('refuses what is no report', () => {
    expect(() => notPassed(['{}'], [], '/')).toThrow()
  })
})

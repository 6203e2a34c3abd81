import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rpmExclusions } from '../machine/exclusions.ts'
import { driveMatrix, lineOf, totalOf, type RowResult } from './drive.ts'
import { prepareRoots } from './roots.ts'
import { matrixRows } from './rows.ts'

const rows = matrixRows().filter(({ further }) => !further)
const results: RowResult[] = []
const finished = new Map(rows.map(({ name }) => [name, Promise.withResolvers<RowResult>()]))
let driving: Promise<void>

beforeAll(async () => {
  await prepareRoots(rows.map(({ name }) => name))
  const start = performance.now()
  driving = driveMatrix(rows, (result) => {
    results.push(result)
    finished.get(result.row.name)?.resolve(result)
  }).then(() => {
    console.log([...results.map(lineOf), totalOf(results, performance.now() - start)].join('\n'))
  })
  driving.catch((error: unknown) => {
    for (const { reject } of finished.values()) reject(error)
  })
})
afterAll(() => driving)

describe('the built package on every distribution', () => {
  it.each(rows)('$name: install, enable again, upgrade, downgrade, uninstall', async ({ name }) => {
    const result = await finished.get(name)?.promise

    expect(
      result?.steps.flatMap(({ name: step, problems }) => problems.map((problem) => `${step}: ${problem}`)),
    ).toEqual([])
    expect(result?.steps.map((step) => step.name)).toEqual(['install', 'again', 'upgrade', 'downgrade', 'uninstall'])
  })

  it.each(rpmExclusions)('needs the exclusion $glob', ({ glob }) => {
    expect(results.flatMap(({ steps }) => steps.flatMap(({ excused }) => excused))).toContain(glob)
  })
})

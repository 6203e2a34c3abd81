import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { systemCases } from '../lab/reports/debian-cases.ts'
import { burdens } from '../lab/reports/loaded-cases.ts'
import { redHatCases, vendorCases } from '../lab/reports/rpm-cases.ts'
import { wiringCases } from '../lab/reports/wiring-cases.ts'
import { matrixRows } from '../lab/matrix/rows.ts'
import { reports } from '../reports/reports.ts'
import { hasTest } from './test-names.ts'

// The further roots of a row are not part of the matrix test.
const rowNames = new Set(matrixRows().flatMap(({ name, further }) => (further ? [] : [name])))
const scenarios = [
  ...[...systemCases, ...wiringCases, ...redHatCases, ...Object.values(vendorCases).flat()],
  ...burdens.map((burden) => ({ ...burden, code: 'ready' as const })),
]

describe('the table of reported failures', () => {
  it('has every number once', () => {
    const all = Array.from({ length: 106 }, (_, at) => `F${String(at + 1).padStart(3, '0')}`)

    expect(reports.map(({ number }) => number)).toEqual(all)
  })

  it('has at least 70 that are played on a real root', () => {
    expect(reports.filter(({ proof }) => proof.kind === 'played').length).toBeGreaterThanOrEqual(70)
  })

  const named = reports.flatMap(({ number, proof }) =>
    proof.kind === 'outside' ? [] : proof.tests.map(({ file, name }) => [number, proof.kind, file, name] as const),
  )
  it.each(named)('%s, %s: there is a test %s > %s', (_, kind, file, name) => {
    expect(file).toMatch(kind === 'played' ? /^test\/(?:lab|e2e)\// : /^test\/(?:checks|core|machine|operations)\//)
    expect(hasTest(join(root, file), name, rowNames)).toBe(true)
  })

  it.each(reports.map((report) => [report.number, report] as const))('%s says what it means in full', (_, report) => {
    expect(report.title).toMatch(/[^.]$/)
    expect(report.answer).toMatch(/.{20}\.$/)
    if (report.proof.kind !== 'outside') expect(report.proof.tests).not.toEqual([])
    else expect(report.code).toBeUndefined()
  })

  it.each(scenarios.map(({ report, name }) => [report, name] as const))('%s has the scenario "%s"', (number, name) => {
    const { proof, code } = reports.find((report) => report.number === number)!
    const names = proof.kind === 'played' ? proof.tests.map((test) => test.name) : []

    expect(names.some((full) => full.endsWith(`(${number}) ${name}`))).toBe(true)
    expect(scenarios.filter(({ report }) => report === number).map((one) => one.code)).toContain(code)
  })
})

describe('hasTest', () => {
  const own = join(root, 'test/rules/reports.test.ts')

  it.each([
    ['the table of reported failures > has every number once', true],
    ['the table of reported failures > has every number twice', false],
    ['hasTest > knows the names of a file: nothing at all', false],
  ])('knows the names of a file: %s', (name, known) => {
    expect(hasTest(own, name, new Set())).toBe(known)
    expect(hasTest(`${own}x`, name, new Set())).toBe(false)
    expect(readFileSync(own, 'utf8')).toContain('hasTest')
  })
})

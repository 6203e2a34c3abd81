import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { matrixTable } from '../../scripts/tables/matrix.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { planDeploy } from '../../src/core/plan.ts'
import { loadProfiles } from '../../src/core/profile-data.ts'
import { selectProfile, type Selection } from '../../src/core/profile.ts'
import { grammarFor } from '../../src/operations/look.ts'
import { deployRequest } from '../../src/operations/request.ts'
import { profileTexts, shippedProfiles } from './distro-data.ts'

const text = readFileSync(new URL('../fixtures/profiles/northwind.json', import.meta.url), 'utf8')
const extended = loadProfiles({ ...profileTexts(), 'northwind.json': text })

function select(version: string): Selection {
  return selectProfile(extended, parseOsRelease(`ID=northwind\nVERSION_ID=${version}`, 'aarch64'))
}

describe('a new distribution is one JSON file', () => {
  it('is unknown without the file', () => {
    const system = parseOsRelease('ID=northwind\nVERSION_ID=1.3', 'aarch64')

    expect(selectProfile(shippedProfiles(), system)).toMatchObject({ kind: 'unsupported', code: 'system.unknown' })
  })

  it('has a target, refuses what is too old and tries what is newer', () => {
    expect(select('1.3')).toMatchObject({
      target: { profileId: 'northwind', packageManager: 'dnf', repository: { path: '/northwind/1/prod' } },
    })
    expect(select('1.1')).toMatchObject({ code: 'system.version', detail: { from: '1.2' } })
    expect(select('2.0')).toMatchObject({ target: { status: 'newer', repository: { path: '/northwind/2/prod' } } })
  })

  it('has a plan', () => {
    const selection = select('1.3')
    if (selection.kind === 'unsupported') throw new Error(selection.code)
    const { target } = selection
    const request = deployRequest({ target, grammar: grammarFor(target.packageManager), facts: { packages: {} } }, {})
    const facts = { packages: {}, repositories: [], ownFiles: {}, alteredFiles: {}, trustedKeys: [] }

    const { steps } = planDeploy(facts, { ...request, mode: 'converge', interrupted: false })

    expect(steps.map(({ step }) => step.kind)).toEqual([
      'install-key',
      'trust-keys',
      'write-file',
      'refresh-packages',
      'install-packages',
    ])
    expect(JSON.stringify(steps)).toContain('https://packages.microsoft.com/northwind/1/prod')
  })

  it('has a row in the README', () => {
    const rows = matrixTable(extended.profiles).split('\n')

    expect(rows.filter((row) => row.includes('Northwind')).map((row) => row.replace(/ +/g, ' '))).toEqual([
      '| Northwind Linux | 1.2+ | x86_64, aarch64 | dnf | dnf 4.14 | unknown (2026-11-22) | current | no |',
    ])
    expect(rows).toHaveLength(matrixTable(shippedProfiles().profiles).split('\n').length + 1)
  })
})

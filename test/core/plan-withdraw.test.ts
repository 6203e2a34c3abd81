import { describe, expect, it } from 'vitest'
import type { PackageState } from '../../src/core/facts.ts'
import { absentPackage, type Plan } from '../../src/core/plan.ts'
import { planWithdraw, type LedgerView } from '../../src/core/plan-withdraw.ts'
import { brief, broken, care, installed, residual } from './plan-cases.ts'

type States = Record<string, PackageState>

interface Found {
  interrupted?: boolean
  keptFiles?: readonly string[]
  danglingWiring?: readonly string[]
}

function steps(plan: Plan): string[] {
  return plan.steps.map(({ step }) => brief(step))
}

const held: PackageState = { ...installed(), held: true }
const nothing: LedgerView = { files: [], packages: [], dependencies: [], keys: [] }

function withdraw(
  packages: States,
  ledger: Partial<LedgerView> = {},
  { interrupted = false, keptFiles = [], danglingWiring = [] }: Found = {},
): Plan {
  return planWithdraw(
    { packages, keptFiles, danglingWiring },
    { packages: ['policy', 'login'], ledger: { ...nothing, ...ledger }, interrupted, care },
  )
}

describe('planWithdraw', () => {
  it.each<[string, States, Partial<LedgerView>, string[]]>([
    ['nothing there', {}, {}, []],
    ['ours', { login: installed() }, { packages: ['login'] }, ['sessions wait', 'purge login', 'clear']],
    ["somebody else's", { login: installed() }, {}, ['sessions wait', 'remove login', 'clear']],
    [
      'both ours',
      { login: installed(), policy: installed() },
      { packages: ['login', 'policy'] },
      ['sessions wait', 'purge policy login', 'clear'],
    ],
    [
      'one ours: both at once, then the rest of ours',
      { login: installed(), policy: installed() },
      { packages: ['policy'] },
      ['sessions wait', 'remove policy login', 'purge policy', 'clear'],
    ],
    ['configuration left of ours', { login: residual }, { packages: ['login'] }, ['purge login']],
    ["configuration left of somebody else's", { login: residual }, {}, []],
    ['broken', { login: broken }, { packages: ['login'] }, ['repair', 'sessions wait', 'purge login', 'clear']],
    ['held', { login: held }, {}, ['sessions wait', 'remove login', 'clear']],
    ['ledger knows one that is gone', { login: absentPackage }, { packages: ['login'] }, []],
    ['what came along', {}, { dependencies: ['lib'] }, ['dependencies lib']],
    ['files, the last made first', {}, { files: ['/k', '/e'] }, ['remove-file /e', 'remove-file /k']],
    [
      'all of it, packages first',
      { login: installed() },
      { packages: ['login'], dependencies: ['lib'], files: ['/k', '/e'], keys: ['AA', 'BB'] },
      [
        'sessions wait',
        'purge login',
        'clear',
        'dependencies lib',
        'remove-file /e',
        'remove-file /k',
        'distrust AA BB',
      ],
    ],
  ])('%s', (_, packages, ledger, expected) => {
    expect(steps(withdraw(packages, ledger))).toEqual(expected)
  })

  it("leaves what has become somebody else's", () => {
    const files = ['/k', '/e', '/f']

    expect(steps(withdraw({}, { files }, { keptFiles: ['/e', '/k'] }))).toEqual(['remove-file /f'])
  })

  it('clears what names a login that is gone, also where nothing else is left', () => {
    expect(steps(withdraw({}, {}, { danglingWiring: ['pam_aad in /etc/pam.d/common-account'] }))).toEqual(['clear'])
  })

  it('insists on every removal, and only on one of a package that is there is somebody in the way', () => {
    const insists = withdraw({ login: residual }, { packages: ['login'] }).steps.map(({ step }) =>
      step.kind === 'remove-packages' ? step.insists : undefined,
    )

    expect(insists).toEqual([care.places])
  })

  it('finishes first what was cut short', () => {
    expect(steps(withdraw({}, {}, { interrupted: true }))).toEqual(['repair'])
  })

  it('is never undone: a removal that stops half way is done again', () => {
    const plan = withdraw(
      { login: broken },
      { packages: ['login'], dependencies: ['lib'], files: ['/k'] },
      { interrupted: true },
    )

    expect(plan.steps.flatMap((planned) => planned.undo)).toEqual([])
    expect(plan.steps).toHaveLength(6)
  })
})

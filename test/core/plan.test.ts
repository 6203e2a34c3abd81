import { describe, expect, it } from 'vitest'
import type { PackageState } from '../../src/core/facts.ts'
import { describeStep, planDeploy, type DeployRequest, type Plan, type Step } from '../../src/core/plan.ts'
import { brief, broken, entryText, factsOf, installed, repository, requestOf, residual } from './plan-cases.ts'

type States = Record<string, PackageState>

function deploy(packages: States, part: Partial<DeployRequest> = {}): Plan {
  return planDeploy(factsOf({ packages }), requestOf(part))
}

function steps(plan: Plan): string[] {
  return plan.steps.map(({ step }) => brief(step))
}

/** What the installing step would be taken back with. */
function undo(plan: Plan): string[] | undefined {
  return plan.steps.find(({ step }) => step.kind === 'install-packages')?.undo.map(brief)
}

const addRepository = [`install-key ${repository.keyringFile}`, `write-file ${repository.entryFile}`]
const fromOwn = [...addRepository, `refresh ${repository.entryFile}`]
const pair = { packages: [{ name: 'login' }, { name: 'policy' }] }
const held: PackageState = { ...installed(), held: true }

describe('planDeploy', () => {
  it('adds key, entry, list and package to a machine that has nothing', () => {
    expect(steps(deploy({}))).toEqual([...fromOwn, 'install login'])
  })

  it('gives every step what it needs', () => {
    const source = { url: repository.url, suite: 'bookworm', file: repository.entryFile, id: 'own' }

    expect(deploy({}).steps.map(({ step }) => step)).toEqual([
      { kind: 'install-key', path: repository.keyringFile, keys: repository.keys },
      { kind: 'write-file', path: repository.entryFile, content: entryText },
      { kind: 'refresh-packages', source },
      { kind: 'install-packages', packages: [{ name: 'login' }], source },
    ])
  })

  it.each<[string, States, Partial<DeployRequest>, string[]]>([
    ['installed', { login: installed() }, {}, []],
    ['installed, upgrade', { login: installed() }, { mode: 'upgrade' }, [...fromOwn, 'install login']],
    ['absent, upgrade', {}, { mode: 'upgrade' }, [...fromOwn, 'install login']],
    ['broken', { login: broken }, {}, ['repair', ...fromOwn, 'install login']],
    ['only configuration left', { login: residual }, {}, [...fromOwn, 'install login']],
    ['held', { login: held }, {}, []],
    ['held, upgrade', { login: held }, { mode: 'upgrade' }, []],
    ['held and another version wanted', { login: held }, { packages: [{ name: 'login', version: '2' }] }, []],
    ['held but broken', { login: { ...broken, held: true } }, {}, ['repair', ...fromOwn, 'install login']],
    ['the wanted version', { login: installed('2') }, { packages: [{ name: 'login', version: '2' }] }, []],
    [
      'the wanted version, upgrade',
      { login: installed('2') },
      { packages: [{ name: 'login', version: '2' }], mode: 'upgrade' },
      [],
    ],
    [
      'another version',
      { login: installed('3') },
      { packages: [{ name: 'login', version: '2' }] },
      [...fromOwn, 'install login=2'],
    ],
    ['interrupted, absent', {}, { interrupted: true }, ['repair', ...fromOwn, 'install login']],
    ['interrupted, installed', { login: installed() }, { interrupted: true }, ['repair']],
    ['one of two', { login: installed() }, pair, [...fromOwn, 'install policy']],
    [
      'both, upgrade',
      { login: installed(), policy: installed() },
      { ...pair, mode: 'upgrade' },
      [...fromOwn, 'install login policy'],
    ],
    ['someone else broken', { login: installed(), other: broken }, {}, []],
  ])('%s', (_, packages, part, expected) => {
    expect(steps(deploy(packages, part))).toEqual(expected)
  })

  describe('undo', () => {
    it.each<[string, States, Partial<DeployRequest>, string[]]>([
      ['what was absent goes, with what came along', {}, {}, ['purge login', 'dependencies recorded']],
      ['configuration that was left stays', { login: residual }, {}, ['remove login', 'dependencies recorded']],
      [
        'of two only the one without configuration is purged, after both are removed',
        { login: residual },
        pair,
        ['remove login policy', 'purge policy', 'dependencies recorded'],
      ],
      ['what was installed gets its version back', { login: installed('1') }, { mode: 'upgrade' }, ['install login=1']],
      [
        'the added one goes first, the other one returns, what came along stays recorded',
        { login: installed('1') },
        { ...pair, mode: 'upgrade' },
        ['purge policy', 'install login=1'],
      ],
      ['one that stays keeps what came along', { login: installed('1') }, pair, ['purge policy']],
      ['what was broken has nothing to return to', { login: broken }, {}, []],
    ])('%s', (_, packages, part, expected) => {
      expect(undo(deploy(packages, part))).toEqual(expected)
    })

    it('is nothing for what changes no state that lasts', () => {
      const kinds = ['repair-packages', 'refresh-packages']
      const passing = deploy({}, { interrupted: true }).steps.filter(({ step }) => kinds.includes(step.kind))

      expect(passing.map((planned) => planned.undo)).toEqual([[], []])
    })
  })
})

const nothing: LedgerView = { files: [], packages: [], dependencies: [], keys: [] }

function withdraw(packages: States, ledger: Partial<LedgerView> = {}, interrupted = false): Plan {
  return planWithdraw({ packages }, { packages: ['policy', 'login'], ledger: { ...nothing, ...ledger }, interrupted })
}

describe('planWithdraw', () => {
  it.each<[string, States, Partial<LedgerView>, string[]]>([
    ['nothing there', {}, {}, []],
    ['ours', { login: installed() }, { packages: ['login'] }, ['purge login']],
    ["somebody else's", { login: installed() }, {}, ['remove login']],
    [
      'both ours',
      { login: installed(), policy: installed() },
      { packages: ['login', 'policy'] },
      ['purge policy login'],
    ],
    [
      'one ours: both at once, then the rest of ours',
      { login: installed(), policy: installed() },
      { packages: ['policy'] },
      ['remove policy login', 'purge policy'],
    ],
    ['configuration left of ours', { login: residual }, { packages: ['login'] }, ['purge login']],
    ["configuration left of somebody else's", { login: residual }, {}, []],
    ['broken', { login: broken }, { packages: ['login'] }, ['repair', 'purge login']],
    ['held', { login: held }, {}, ['remove login']],
    ['ledger knows one that is gone', { login: absentPackage }, { packages: ['login'] }, []],
    ['what came along', {}, { dependencies: ['lib'] }, ['dependencies lib']],
    ['files, the last made first', {}, { files: ['/k', '/e'] }, ['remove-file /e', 'remove-file /k']],
    [
      'all of it, packages first',
      { login: installed() },
      { packages: ['login'], dependencies: ['lib'], files: ['/k'] },
      ['purge login', 'dependencies lib', 'remove-file /k'],
    ],
  ])('%s', (_, packages, ledger, expected) => {
    expect(steps(withdraw(packages, ledger))).toEqual(expected)
  })

  it('finishes first what was cut short', () => {
    expect(steps(withdraw({}, {}, true))).toEqual(['repair'])
  })

  it('is never undone: a removal that stops half way is done again', () => {
    const plan = withdraw({ login: broken }, { packages: ['login'], dependencies: ['lib'], files: ['/k'] }, true)

    expect(plan.steps.flatMap((planned) => planned.undo)).toEqual([])
    expect(plan.steps).toHaveLength(4)
  })
})

describe('describeStep', () => {
  const source = { url: 'https://packages.example/x', suite: 's', file: '/f', id: '' }

  it.each<[Step, string]>([
    [{ kind: 'install-key', path: '/k', keys: [] }, 'install the repository key /k'],
    [{ kind: 'write-file', path: '/e', content: '' }, 'write /e'],
    [{ kind: 'restore-file', path: '/e', base64: '' }, 'restore /e'],
    [{ kind: 'remove-file', path: '/e' }, 'remove /e'],
    [{ kind: 'repair-packages' }, 'finish the interrupted package configuration'],
    [{ kind: 'refresh-packages', source }, 'read the package list of https://packages.example/x'],
    [{ kind: 'install-packages', packages: [{ name: 'a' }, { name: 'b', version: '2' }], source }, 'install a, b 2'],
    [{ kind: 'remove-packages', names: ['a', 'b'], purge: true }, 'purge a, b'],
    [{ kind: 'remove-packages', names: ['a'], purge: false }, 'remove a'],
    [{ kind: 'remove-dependencies', names: ['a', 'b'] }, 'remove what was installed along: a, b'],
    [{ kind: 'remove-dependencies' }, 'remove what was installed along'],
  ])('%j', (step, text) => {
    expect(describeStep(step)).toBe(text)
  })
})

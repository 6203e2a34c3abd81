import { describe, expect, it } from 'vitest'
import type { PackageState } from '../../src/core/facts.ts'
import { planDeploy, type DeployRequest, type Plan } from '../../src/core/plan.ts'
import {
  base64,
  brief,
  broken,
  entryText,
  factsOf,
  foreignEntry,
  installed,
  own,
  repository,
  requestOf,
  residual,
} from './plan-cases.ts'

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

  describe('with a version', () => {
    const exactly = { packages: [{ name: 'login', version: '2' }] }
    const pinned = { packages: [{ name: 'login', version: '2', pinned: true }] }
    const upgrade = { mode: 'upgrade' } as const

    it.each<[string, string, Partial<DeployRequest>, string[]]>([
      ['the wanted one in another release', '2-1.el9', exactly, []],
      ['the wanted one in another release, upgrade', '2-1.el9', { ...exactly, ...upgrade }, []],
      ['a later one', '3', exactly, [...fromOwn, 'install login=2']],
      ['the pinned one, upgrade', '2-1', { ...pinned, ...upgrade }, []],
      ['an older one than the pinned, upgrade', '1', { ...pinned, ...upgrade }, [...fromOwn, 'install login=2']],
      ['a later one than the pinned, upgrade', '3', { ...pinned, ...upgrade }, [...fromOwn, 'install login=2']],
      ['another one than the pinned: no enable changes it', '3', pinned, []],
    ])('%s', (_, version, part, expected) => {
      expect(steps(deploy({ login: installed(version) }, part))).toEqual(expected)
    })

    it('installs the pinned one where there is none', () => {
      expect(steps(deploy({}, pinned))).toEqual([...fromOwn, 'install login=2'])
    })
  })

  describe('with everything installed', () => {
    const packages = { login: installed() }
    const other = { ...repository, entryText: `${entryText}# other\n` }

    function follow(facts: Parameters<typeof factsOf>[0], part: Partial<DeployRequest> = {}): string[] {
      return steps(planDeploy(factsOf({ packages, ...facts }), requestOf(part)))
    }

    it('makes an entry of its own follow the settings, and reads the list to see that it serves', () => {
      expect(follow({ ownFiles: own }, { repository: other })).toEqual(fromOwn)
    })

    it('mends a keyring that somebody has emptied', () => {
      expect(follow({ ownFiles: own, alteredFiles: { [repository.keyringFile]: 'x' } })).toEqual(fromOwn)
    })

    it('puts back an entry of its own that somebody took away', () => {
      const lostFiles = [repository.entryFile]

      expect(steps(planDeploy({ ...factsOf({ packages }), lostFiles }, requestOf()))).toEqual(fromOwn)
      expect(
        steps(planDeploy({ ...factsOf({ packages, repositories: [foreignEntry()] }), lostFiles }, requestOf())),
      ).toEqual([])
    })

    it('takes its entry away where another has come to serve, and needs no network for that', () => {
      const removed = [`remove-file ${repository.entryFile}`, `remove-file ${repository.keyringFile}`]
      expect(follow({ ownFiles: own, repositories: [foreignEntry()] })).toEqual(removed)
    })

    it.each([
      ['its entry is as it should be', { ownFiles: own }],
      ['there is no entry', {}],
      ['only a keyring was left', { ownFiles: { [repository.keyringFile]: base64('key') } }],
    ])('does nothing where %s', (_, facts) => {
      expect(follow(facts)).toEqual([])
    })
  })

  it('takes back only what came along with it, and all of what was cut short', () => {
    const undone = (interrupted: boolean): unknown =>
      planDeploy({ ...factsOf({}), cameAlong: ['libx'] }, requestOf({ interrupted }))
        .steps.at(-1)
        ?.undo.at(-1)

    expect(undone(false)).toEqual({ kind: 'remove-dependencies', except: ['libx'] })
    expect(undone(true)).toEqual({ kind: 'remove-dependencies' })
  })

  describe('with tools missing', () => {
    const prerequisites = ['apt-transport-https']

    it('installs them before anything is fetched, and takes them back last', () => {
      const plan = deploy({}, { prerequisites })

      expect(steps(plan)).toEqual(['prerequisites apt-transport-https', ...fromOwn, 'install login'])
      expect(plan.steps[0]?.undo).toEqual([{ kind: 'remove-dependencies', names: prerequisites }])
    })

    it('does not where nothing is fetched', () => {
      expect(steps(deploy({ login: installed() }, { prerequisites }))).toEqual([])
    })
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

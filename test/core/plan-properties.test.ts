import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PackageState } from '../../src/core/facts.ts'
import { planDeploy, planWithdraw, type DeployRequest, type Step } from '../../src/core/plan.ts'
import { base64, entryText, factsOf, foreignEntry, installed, repository } from './plan-cases.ts'

const names = ['login', 'policy']
const state: fc.Arbitrary<PackageState> = fc.record({
  status: fc.constantFrom('absent', 'installed', 'broken'),
  version: fc.constantFrom('1', '2'),
  held: fc.boolean(),
  residual: fc.boolean(),
})
const facts = fc
  .record({
    packages: fc.record({ login: state, policy: state }, { requiredKeys: [] }),
    repositories: fc.subarray([foreignEntry(), foreignEntry({ enabled: false }), foreignEntry({ url: 'http://x/y' })]),
    ownFiles: fc.record(
      {
        [repository.entryFile]: fc.constantFrom(base64(entryText), base64('other')),
        [repository.keyringFile]: fc.constant(base64('key')),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ packages, repositories, ownFiles }) =>
    factsOf({ packages: { ...packages }, repositories, ownFiles: definedOnly(ownFiles) }),
  )
const request: fc.Arbitrary<DeployRequest> = fc.record({
  packages: fc.constantFrom([{ name: 'login' }], [{ name: 'login', version: '2' }, { name: 'policy' }]),
  repository: fc.constant(repository),
  mode: fc.constantFrom('upgrade', 'converge'),
  interrupted: fc.boolean(),
})

function definedOnly(files: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])))
}

function removedBy(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === 'remove-packages' ? step.names : []))
}

function pathOf(step: Step): string[] {
  return 'path' in step ? [step.path] : []
}

describe('every plan', () => {
  it('is empty once everything wanted is installed', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const versions = wanted.packages.map(({ name, version }) => [name, installed(version)] as const)
        const after = { ...found, packages: { ...found.packages, ...Object.fromEntries(versions) } }

        expect(planDeploy(after, { ...wanted, mode: 'converge', interrupted: false }).steps).toEqual([])
      }),
    )
  })

  it('installs what is missing and nothing that was not asked for', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const steps = planDeploy(found, wanted).steps.map(({ step }) => step)
        const touched = steps.flatMap((step) => (step.kind === 'install-packages' ? step.packages : []))
        const missing = wanted.packages.filter(({ name }) => found.packages[name]?.status !== 'installed')

        expect(touched).toEqual(expect.arrayContaining(missing))
        expect(wanted.packages).toEqual(expect.arrayContaining(touched))
      }),
    )
  })

  it('never removes in an undo what was there before', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const undo = planDeploy(found, wanted).steps.flatMap((planned) => planned.undo)
        const before = names.filter((name) => (found.packages[name]?.status ?? 'absent') !== 'absent')
        const withConfiguration = names.filter((name) => found.packages[name]?.residual === true)
        const purged = removedBy(undo.filter((step) => step.kind === 'remove-packages' && step.purge))

        expect(removedBy(undo).filter((name) => before.includes(name))).toEqual([])
        expect(purged.filter((name) => withConfiguration.includes(name))).toEqual([])
      }),
    )
  })

  it('gives back by an undo only versions that were installed', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const undo = planDeploy(found, wanted).steps.flatMap((planned) => planned.undo)
        const returned = undo.flatMap((step) => (step.kind === 'install-packages' ? step.packages : []))

        for (const { name, version } of returned)
          expect(found.packages[name]).toMatchObject({ status: 'installed', version })
      }),
    )
  })

  it('touches in the undo of a step no path that the step did not', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        for (const { step, undo } of planDeploy(found, wanted).steps)
          expect(pathOf(step)).toEqual(expect.arrayContaining(undo.flatMap(pathOf)))
      }),
    )
  })

  it('takes back every file it changes, to the bytes that were there', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        for (const { step, undo } of planDeploy(found, wanted).steps.filter(({ step }) => 'path' in step)) {
          const [path = ''] = pathOf(step)
          const former = found.ownFiles[path]
          const back =
            former === undefined ? { kind: 'remove-file', path } : { kind: 'restore-file', path, base64: former }

          expect(undo).toEqual([back])
        }
      }),
    )
  })

  it('refreshes before it installs, from the same source', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const steps = planDeploy(found, wanted).steps.map(({ step }) => step)
        const at = steps.findIndex(({ kind }) => kind === 'install-packages')
        fc.pre(at >= 0)
        const [refresh, install] = [steps[at - 1], steps[at]]

        expect(refresh).toMatchObject({ kind: 'refresh-packages' })
        expect(refresh !== undefined && 'source' in refresh && refresh.source).toEqual(
          install !== undefined && 'source' in install && install.source,
        )
      }),
    )
  })

  it('withdraws everything that is there and purges only what the ledger lists', () => {
    const listed = fc.subarray(names)
    fc.assert(
      fc.property(facts, listed, fc.boolean(), ({ packages }, ours, interrupted) => {
        const ledger = { files: ['/k'], packages: ours, dependencies: [], keys: [] }
        const steps = planWithdraw({ packages }, { packages: names, ledger, interrupted }).steps.map(({ step }) => step)
        const purged = removedBy(steps.filter((step) => step.kind === 'remove-packages' && step.purge))
        const there = names.filter((name) => (packages[name]?.status ?? 'absent') !== 'absent')

        expect(removedBy(steps)).toEqual(expect.arrayContaining(there))
        expect(ours).toEqual(expect.arrayContaining(purged))
        expect(steps.at(-1)).toEqual({ kind: 'remove-file', path: '/k' })
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planDeploy, type Step } from '../../src/core/plan.ts'
import { planWithdraw } from '../../src/core/plan-withdraw.ts'
import { bare, facts, request } from './plan-arbitrary.ts'
import { care, repository } from './plan-cases.ts'
import { Model } from './plan-model.ts'

const names = ['login', 'policy']

function withoutAbsent(packages: Model['packages']): [string, unknown][] {
  return [...packages].filter(([, { status, residual }]) => status !== 'absent' || residual)
}

function removedBy(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === 'remove-packages' ? [...step.names] : []))
}

function pathOf(step: Step): string[] {
  return 'path' in step ? [step.path] : []
}

describe('every plan', () => {
  it('is empty once it is done', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const after = new Model(found).run(planDeploy(found, wanted)).facts()

        expect(planDeploy(after, { ...wanted, mode: 'converge', interrupted: false }).steps).toEqual([])
      }),
    )
  })

  it('taken back gives the state found, but for what was broken', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        fc.pre(Object.values(found.packages).every(({ status }) => status !== 'broken'))
        const before = new Model(found)
        const plan = planDeploy(found, wanted)
        const { ledger, ...model } = new Model(found).run(plan).takeBack(plan)

        expect(withoutAbsent(model.packages)).toEqual(withoutAbsent(before.packages))
        expect([model.files, model.altered, model.trusted]).toEqual([before.files, before.altered, before.trusted])
        expect({ ...ledger, files: ledger.files.toSorted() }).toEqual({
          ...before.ledger,
          files: before.ledger.files.toSorted(),
        })
      }),
    )
  })

  it('withdrawn after a deployment gives the first state', () => {
    fc.assert(
      fc.property(bare, request, (found, wanted) => {
        const first = new Model(found)
        const model = new Model(found).run(planDeploy(found, wanted))
        const withdrawn = { packages: names, ledger: structuredClone(model.ledger), interrupted: false, care }
        model.run(planWithdraw({ packages: model.facts().packages, keptFiles: [], danglingWiring: [] }, withdrawn))

        expect(withoutAbsent(model.packages)).toEqual(withoutAbsent(first.packages))
        expect([model.files, model.trusted, model.ledger]).toEqual([first.files, first.trusted, first.ledger])
      }),
    )
  })

  it('writes no file but its own entry and keyring', () => {
    fc.assert(
      fc.property(facts, request, (found, wanted) => {
        const plan = planDeploy(found, wanted)
        const { written } = new Model(found).run(plan).takeBack(plan)

        expect([repository.entryFile, repository.keyringFile]).toEqual(expect.arrayContaining([...written]))
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
        const steps = planWithdraw(
          { packages, keptFiles: [], danglingWiring: [] },
          { packages: names, ledger, interrupted, care },
        ).steps.map(({ step }) => step)
        const purged = removedBy(steps.filter((step) => step.kind === 'remove-packages' && step.purge))
        const there = names.filter((name) => (packages[name]?.status ?? 'absent') !== 'absent')

        expect(removedBy(steps)).toEqual(expect.arrayContaining(there))
        expect(ours).toEqual(expect.arrayContaining(purged))
        expect(steps.at(-1)).toEqual({ kind: 'remove-file', path: '/k' })
      }),
    )
  })
})

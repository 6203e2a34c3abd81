import { describe, expect, it } from 'vitest'
import { absentPackage, type PlannedStep } from '../../src/core/plan.ts'
import { planMigration, removal } from '../../src/core/removal.ts'
import { brief, broken, care, installed, residual } from './plan-cases.ts'

const source = { url: 'https://packages.example', suite: '', file: '/e', id: '' }
const states = { old: installed('1.0.0'), half: broken, left: residual, gone: absentPackage }

function migrate(packages: readonly (keyof typeof states)[], from?: typeof source): PlannedStep[] {
  const state = (name: string) => states[name as keyof typeof states]
  return planMigration({ ...care, sessions: 'terminate', packages }, state, from)
}

describe('removal', () => {
  it.each([
    ['nothing', [], [], []],
    ['what was absent with its configuration', ['a', 'b'], ['a', 'b'], ['purge a b']],
    ['what had left its configuration without it', ['a', 'b'], [], ['remove a b']],
    ['both at once, then the configuration of one', ['a', 'b'], ['b'], ['remove a b', 'purge b']],
  ])('removes %s', (_, names, purged, expected) => {
    const steps = removal(names, (name) => purged.some((one) => one === name))

    expect(steps.map(brief)).toEqual(expected)
  })
})

describe('planMigration', () => {
  it.each<[string, (keyof typeof states)[], string[]]>([
    ['what is there, once nobody is logged in', ['old', 'half'], ['sessions terminate', 'purge old half', 'clear']],
    ['nothing where only configuration is left', ['left', 'gone'], []],
  ])('removes %s', (_, packages, expected) => {
    expect(migrate(packages, source).map(({ step }) => brief(step))).toEqual(expected)
  })

  it('brings back what was installed, and only with somewhere to take it from', () => {
    const undo = (from?: typeof source): string[] =>
      migrate(['old', 'half'], from).flatMap((step) => step.undo.map(brief))

    expect(undo(source)).toEqual(['bring back old=1.0.0'])
    expect(undo()).toEqual([])
    expect(migrate(['half'], source).flatMap((step) => step.undo)).toEqual([])
  })
})

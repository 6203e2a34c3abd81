import { expect, it } from 'vitest'
import { operationBudgets } from '../../src/core/limits.ts'
import { contextFor } from '../../src/operator/machine-context.ts'
import type { Desk } from '../../src/operator/desk.ts'
import type { Place } from '../../src/operator/place.ts'
import { at, Vm } from '../operations/vm.ts'

it('is what the operation would be given', async () => {
  const vm = new Vm()
  const { host, environment, invocation } = await vm.context('install')
  const desk = { host, invocation, version: '1.0.0' } as unknown as Desk
  const place = { environment, sequence: 7 } as unknown as Place

  const context = contextFor(desk, place, 'uninstall')

  expect(context).toMatchObject({ environment, sequence: 7, version: '1.0.0', notes: [] })
  expect(context.invocation).toMatchObject({ operation: 'uninstall', packageRoot: at.folder('1.0.0') })
  expect(context.budget.deadline - host.clock.monotonic()).toBe(operationBudgets.uninstall.budgetMs)
  expect((await context.profiles(['debian'])).profiles.length).toBeGreaterThan(0)
})

import { describe, expect, it } from 'vitest'
import { holdBack } from '../../src/core/budget.ts'
import { HandlerFailure } from '../../src/core/failure.ts'
import type { Step } from '../../src/core/plan.ts'
import { executor } from '../../src/operations/executor.ts'
import { grammarFor } from '../../src/operations/look.ts'
import { Vm } from './vm.ts'

const write: Step = { kind: 'write-file', path: '/etc/x', content: 'x\n' }
const repair: Step = { kind: 'repair-packages' }

async function made(vm: Vm, heldBackMs = 0) {
  const context = await vm.context('install')
  const system = { displayName: 'Debian', architecture: 'x86_64' }
  const back = { host: context.host, grammar: grammarFor('apt-get'), budget: context.budget, system }
  const forward = { ...back, budget: holdBack(context.budget, heldBackMs) }
  return { context, made: executor(context, forward, back) }
}

describe('the executor', () => {
  it('does a step', async () => {
    const vm = new Vm()

    await (await made(vm)).made.perform(write)

    expect(vm.world.text('/etc/x')).toBe('x\n')
  })

  it('writes the plan and each step into the log before it is done, and how far it came', async () => {
    const { made: hands, context } = await made(new Vm())

    hands.announce({ steps: [write, repair].map((step) => ({ step, undo: [] })) })
    await hands.perform(write)
    hands.report(write)

    expect(context.journal.text.split('\n').filter((line) => / (plan|step)\b/.test(line))).toEqual([
      expect.stringMatching(/info plan .*write \/etc\/x.*finish the interrupted package configuration/),
      'info step: write /etc/x {}',
      'info step ended: write /etc/x {}',
    ])
  })

  it('takes back with the time that was kept for it', async () => {
    const vm = new Vm()
    const { made: hands, context } = await made(vm, 870_000)

    await expect(hands.perform(repair)).rejects.toMatchObject({ code: 'deadline.reached' })
    await hands.takeBack(repair)

    expect(vm.packages.history).toEqual(['repair'])
    expect(context.notes).toEqual([
      {
        name: 'undo-repair-packages',
        verdict: 'passed',
        message: 'Taken back: finish the interrupted package configuration.',
      },
    ])
    expect(context.journal.text).toContain('warn taking back: finish the interrupted package configuration')
  })

  it('notes no success of a step that could not be taken back', async () => {
    const vm = new Vm()
    vm.refuses = (line) => line === 'write /etc/x'
    const { made: hands, context } = await made(vm)

    await expect(hands.takeBack(write)).rejects.toThrow('ENOSPC')

    expect(context.notes).toEqual([])
  })

  it('tells how each step ended', async () => {
    const { made: hands, context } = await made(new Vm())

    hands.report(write)
    hands.report(repair, new HandlerFailure('packages.transaction-failed', { work: 'repair', reason: 'no' }))

    expect(context.notes).toEqual([
      { name: 'write-file', verdict: 'passed', message: 'Done: write /etc/x.' },
      {
        name: 'repair-packages',
        verdict: 'failed',
        message: 'packages.transaction-failed: The package manager could not repair: no.',
      },
    ])
  })
})

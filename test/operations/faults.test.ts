import { describe, expect, it } from 'vitest'
import type { OperationName } from '../../src/core/limits.ts'
import { allFaults, cleanRun, undoFaults, verificationFault } from '../lab/faults/choose.ts'
import { keyOf, type Effect, type Fault } from '../lab/faults/handler/order.ts'
import { letStrike, mayFail } from './faulty-vm.ts'
import { changesIn, partsOf, type Parts } from './parts.ts'
import { statusOf } from './told.ts'
import { at, Vm, type Ran } from './vm.ts'

interface Situation {
  readonly name: string
  readonly operation: OperationName
  readonly prepare: (vm: Vm) => Promise<void>
}

async function mustRun(vm: Vm, operation: OperationName): Promise<void> {
  expect(await vm.run(operation)).toMatchObject({ exitCode: 0, stderr: '' })
}

const situations: readonly Situation[] = [
  { name: 'first install', operation: 'install', prepare: () => Promise.resolve() },
  {
    name: 'install, with a newer package',
    operation: 'install',
    prepare: async (vm) => {
      vm.packages.offered.set('aadsshlogin', ['1.0.2'])
      await mustRun(vm, 'install')
      vm.packages.offered.set('aadsshlogin', ['1.0.3', '1.0.2'])
    },
  },
  {
    name: 'enable, when the package was removed and the entry changed',
    operation: 'enable',
    prepare: async (vm) => {
      await mustRun(vm, 'install')
      vm.packages.set('aadsshlogin', undefined)
      vm.world.file(at.entry, `${vm.world.text(at.entry)!}# by hand\n`)
    },
  },
  { name: 'uninstall', operation: 'uninstall', prepare: (vm) => mustRun(vm, 'install') },
]

function fresh(): Vm {
  const vm = mayFail(new Vm())
  vm.packages.dependencies.set('aadsshlogin', ['libcurl4'])
  return vm
}

async function machineIn({ prepare }: Situation): Promise<Vm> {
  const vm = fresh()
  await prepare(vm)
  return vm
}

interface Known extends Situation {
  readonly states: { readonly first: Parts; readonly before: Parts; readonly end: Parts }
  readonly faults: readonly (readonly Fault[])[]
}

/** What the situation does when nothing goes wrong, and all that can go wrong in it. */
async function know(situation: Situation): Promise<Known> {
  const vm = await machineIn(situation)
  const before = partsOf(vm)
  const lines = letStrike(vm, [])
  await mustRun(vm, situation.operation)
  const clean = cleanRun(lines, situation.operation)
  const states = { first: partsOf(fresh()), before, end: partsOf(vm) }
  const faults = allFaults(clean).map((fault) => [fault])
  if (situation.operation === 'uninstall') return { ...situation, states, faults }
  const failing = await machineIn(situation)
  const undone = letStrike(failing, [verificationFault(clean)])
  expect((await failing.run(situation.operation)).exitCode).toBe(21)
  const effects = undone.filter((line): line is Effect => 'label' in line)
  return { ...situation, states, faults: [...faults, ...undoFaults(clean, effects)] }
}

/** A success is the end, and a failure the state before, or names what is left: of the login, where that was to go. */
function expectHonest({ operation, states }: Known, vm: Vm, { exitCode, stderr }: Ran): void {
  const now = partsOf(vm)
  if (exitCode === 0) {
    expect(changesIn(states.end, now)).toEqual([])
    return
  }
  if (operation === 'enable') expect(statusOf(vm)).toMatchObject({ status: 'error', code: exitCode })
  if (changesIn(states.before, now).length === 0) return
  const left = changesIn(operation === 'uninstall' ? states.first : states.before, now)
  const names = left.filter((name) => !name.startsWith('/') || name === at.entry || name === at.keyring)
  expect(names.filter((name) => !stderr.includes(name))).toEqual([])
}

const known = await Promise.all(situations.map(know))

describe.each(known)('$name', (situation) => {
  const { operation, states, faults: all } = situation
  const name = ({ phase, step, label, count, manner }: Fault): string =>
    `${manner}: ${label} #${count} (${phase === 'step' ? step : `${phase} ${step}`.trim()})`

  it.each(all.map((faults) => [faults.map(name).join(' and '), faults] as const))('%s', async (_, faults) => {
    const vm = await machineIn(situation)
    const lines = letStrike(vm, faults)

    const result = await vm.run(operation)

    const struck = new Set(lines.flatMap((line) => ('struck' in line ? keyOf(line.struck) : [])))
    expect(struck.size).toBe(faults.length)
    if (!faults.some(({ manner }) => manner.startsWith('dies'))) expectHonest(situation, vm, result)
    letStrike(vm, [])
    expect((await vm.run(operation === 'uninstall' ? 'install' : operation)).exitCode).toBe(0)
    if (operation !== 'uninstall') expect(changesIn(states.end, partsOf(vm))).toEqual([])
    expect((await vm.run('uninstall')).exitCode).toBe(0)
    expect(changesIn(states.first, partsOf(vm))).toEqual([])
    expect(vm.world.directories.has(at.state)).toBe(false)
  })
})

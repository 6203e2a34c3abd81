import { describe, expect, it } from 'vitest'
import type { OperationName } from '../../src/core/limits.ts'
import { allFaults, cleanRun, undoFaults, verificationFault } from '../lab/faults/choose.ts'
import { keyOf, type Effect, type Fault } from '../lab/faults/handler/order.ts'
import { letStrike, mayFail } from './faulty-vm.ts'
import { imageOf } from './image.ts'
import { changesIn, partsOf, type Parts } from './parts.ts'
import { machineHash, statusOf } from './told.ts'
import { at, microsoftKey, ok, Vm, type Ran } from './vm.ts'

interface Situation {
  readonly name: string
  readonly operation: OperationName
  readonly prepare: (vm: Vm) => Promise<void>
  /** Files that somebody has made his own: a delete leaves them as they were. */
  readonly theirs?: readonly string[]
}

async function mustRun(vm: Vm, operation: OperationName): Promise<void> {
  expect(await vm.run(operation)).toMatchObject({ exitCode: 0, stderr: '' })
}

const mirror = 'https://mirror.contoso.com'

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
    name: 'install, from another mirror than before',
    operation: 'install',
    prepare: async (vm) => {
      await mustRun(vm, 'install')
      vm.settings({ repository: { baseUrl: mirror } })
    },
  },
  {
    name: 'enable, when the package was removed and the entry changed',
    operation: 'enable',
    // The entry names the keyring.
    theirs: [at.entry, at.keyring],
    prepare: async (vm) => {
      await mustRun(vm, 'install')
      vm.packages.set('aadsshlogin', undefined)
      vm.world.file(at.entry, `${vm.world.text(at.entry)!}# by hand\n`)
    },
  },
  { name: 'uninstall', operation: 'uninstall', prepare: (vm) => mustRun(vm, 'install') },
]

/** A VM whose handler knows no other system: reading of all of them would be most of the time. */
function fresh(): Vm {
  const vm = mayFail(new Vm())
  vm.packages.dependencies.set('aadsshlogin', ['libcurl4'])
  const answer = vm.answer
  vm.answer = (request) => (request.url.startsWith(mirror) ? ok(`key ${microsoftKey}`) : answer(request))
  for (const path of vm.world.entries.keys())
    if (path.includes('/distro-profiles/') && !/\/(debian|keys|refused)\.json$/.test(path))
      vm.world.entries.delete(path)
  return vm
}

interface Known extends Situation {
  readonly states: { readonly first: Parts; readonly before: Parts; readonly end: Parts }
  readonly faults: readonly (readonly Fault[])[]
  /** A machine in the situation. */
  readonly machine: () => Vm
  /** What came of machines that a fault had left in the same state. */
  readonly endings: Map<string, Promise<Ending>>
}

/** What the situation does when nothing goes wrong, and all that can go wrong in it. */
async function know(situation: Situation): Promise<Known> {
  const vm = fresh()
  await situation.prepare(vm)
  const image = imageOf(vm)
  const machine = (): Vm => image(fresh())
  const before = partsOf(vm)
  const lines = letStrike(vm, [])
  await mustRun(vm, situation.operation)
  const clean = cleanRun(lines, situation.operation)
  const states = { first: partsOf(fresh()), before, end: partsOf(vm) }
  const faults = allFaults(clean).map((fault) => [fault])
  const known = { ...situation, states, machine, endings: new Map<string, Promise<Ending>>() }
  if (situation.operation === 'uninstall') return { ...known, faults }
  const failing = machine()
  const undone = letStrike(failing, [verificationFault(clean)])
  expect((await failing.run(situation.operation)).exitCode).toBe(21)
  const effects = undone.filter((line): line is Effect => 'label' in line)
  return { ...known, faults: [...faults, ...undoFaults(clean, effects)] }
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

/** Exit code, what is not as it should be, and whether there are records of ours. */
type End = readonly [number, readonly string[], boolean]

/** With nothing going wrong: the next command, a delete after that, and a delete at once. */
interface Ending {
  readonly next: readonly [number, readonly string[]]
  readonly removal: End
  readonly atOnce: End
}

const good: Ending = { next: [0, []], removal: [0, [], false], atOnce: [0, [], false] }

/** What becomes of the machine. One that is in the same state, byte for byte, comes to the same end. */
function endOf(known: Known, vm: Vm): Promise<Ending> {
  const key = `${machineHash(vm)} ${vm.packages.listsRead}`
  const ending = known.endings.get(key) ?? goOn(known, vm)
  known.endings.set(key, ending)
  return ending
}

async function goOn({ operation, states, theirs = [] }: Known, vm: Vm): Promise<Ending> {
  letStrike(vm, [])
  const removed = async (gone: Vm): Promise<End> => {
    const { exitCode } = await gone.run('uninstall')
    const now = partsOf(gone)
    const isTheirs = (name: string): boolean => theirs.includes(name) && now.get(name) === states.before.get(name)
    const left = changesIn(states.first, now).filter((name) => !isTheirs(name))
    return [exitCode, left, gone.world.directories.has(at.state)]
  }
  const atOnce = await removed(imageOf(vm)(fresh()))
  const removes = operation === 'uninstall'
  const { exitCode } = await vm.run(removes ? 'install' : operation)
  const wrong = removes ? [] : changesIn(states.end, partsOf(vm))
  return { next: [exitCode, wrong], removal: await removed(vm), atOnce }
}

const known = await Promise.all(situations.map(know))

describe.each(known)('$name', (situation) => {
  const { operation, faults: all } = situation
  const name = ({ phase, step, label, count, manner }: Fault): string =>
    `${manner}: ${label} #${count} (${phase === 'step' ? step : `${phase} ${step}`.trim()})`

  it.each(all.map((faults) => [faults.map(name).join(' and '), faults] as const))('%s', async (_, faults) => {
    const vm = situation.machine()
    const lines = letStrike(vm, faults)

    const result = await vm.run(operation)

    const struck = new Set(lines.flatMap((line) => ('struck' in line ? keyOf(line.struck) : [])))
    expect(struck.size).toBe(faults.length)
    if (!faults.some(({ manner }) => manner.startsWith('dies'))) expectHonest(situation, vm, result)
    expect(await endOf(situation, vm)).toEqual(good)
  })
})

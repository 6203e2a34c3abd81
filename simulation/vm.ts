import { startBudget } from '../src/core/budget.ts'
import { asFailure } from '../src/core/failure.ts'
import { operationBudgets } from '../src/core/limits.ts'
import type { Profiles } from '../src/core/profile-data.ts'
import type { HttpAnswer, HttpRequest, Journal } from '../src/host.ts'
import type { Context, Operation } from '../src/operations/context.ts'
import { enable } from '../src/operations/enable.ts'
import { install } from '../src/operations/install.ts'
import { systemToken } from '../test/checks/tokens.ts'
import { extensionFolder, newMachine, type Machine } from './machine.ts'
import type { Way } from './mirror.ts'
import type { Story } from './story.ts'
import type { Timeline } from './timeline.ts'
import { world } from './world.ts'

const source = 'https://packages.microsoft.com/debian/12/prod'
const keyUrl = 'https://packages.microsoft.com/keys/microsoft.asc'
const fingerprint = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'
/** Any date will do, as long as it is always the same. */
const epoch = Date.UTC(2026, 0, 1)

/** One VM of a scale set, and what is outside it. */
export interface Vm {
  readonly timeline: Timeline
  readonly way: Way
  readonly profiles: Profiles
  readonly story: Story
  readonly vmId: string
  readonly random: () => number
  readonly settings: Readonly<Record<string, unknown>>
  /** Every pause lasts at least so long. */
  readonly leastPauseMs: number
  /** Whether downloads hear what Retry-After says. */
  readonly hearsRetryAfter: boolean
}

/**
 * What the agent does with a new goal state: install, then enable, of the real handler; a command that fails is not run
 * again. What is asked of the world is answered by a model; how long is waited, and for what, the product decides.
 */
export async function liveWithHandler(vm: Vm): Promise<void> {
  const { timeline, story } = vm
  const machine = newMachine(vm.settings, source)
  if (!(await command(vm, machine, 'install', install))) return
  await timeline.wait(world.agent.betweenCommandsMs)
  if (await command(vm, machine, 'enable', enable)) story.readyAt = timeline.now
}

async function command(vm: Vm, machine: Machine, name: 'install' | 'enable', operation: Operation): Promise<boolean> {
  const { timeline, story } = vm
  const since = timeline.now
  const { budgetMs, agentLimitMs } = operationBudgets[name]
  const host = hostOf(vm, machine, since + budgetMs)
  try {
    await operation({ ...contextOf(vm, host), budget: startBudget(host.clock, budgetMs) })
  } catch (error) {
    story.failure = asFailure(error).code
  }
  if (timeline.now - since >= agentLimitMs) story.beyondLimit = true
  return story.failure === undefined && !story.beyondLimit
}

function contextOf({ profiles }: Vm, host: Context['host']): Omit<Context, 'budget'> {
  const [name, version] = ['Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux', '1.0.0']
  const [agentFolder, configFolder, statusFolder] = [
    '/var/lib/waagent',
    `${extensionFolder}/config`,
    `${extensionFolder}/status`,
  ]
  const folders = { extensionFolder, agentFolder, configFolder, statusFolder }
  const env = { AZURE_GUEST_AGENT_EXTENSION_PATH: extensionFolder, ConfigSequenceNumber: '0' }
  return {
    host,
    invocation: { operation: 'install', cwd: extensionFolder, packageRoot: extensionFolder, env },
    environment: { kind: 'agent', name, version, logFolder: `/var/log/azure/${name}`, ...folders },
    ...{ sequence: 0, profiles: () => Promise.resolve(profiles), version, notes: [] },
  }
}

const silent: Journal = {
  write: () => undefined,
  open: () => '',
  configure: () => undefined,
  redact: (text) => text,
  close: () => Promise.resolve(),
}

function hostOf(vm: Vm, machine: Machine, deadline: number): Context['host'] {
  const { timeline, random } = vm
  const plain = machine.world.host()
  const transactions = transactionsOf(vm, machine, deadline)
  return {
    ...plain,
    log: silent,
    random,
    clock: {
      now: () => epoch + timeline.now,
      monotonic: () => timeline.now,
      sleep: (ms) => timeline.wait(Math.max(ms, vm.leastPauseMs)),
    },
    http: { get: (request) => answer(vm, request) },
    identity: { request: () => Promise.resolve({ kind: 'token', token: systemToken }) },
    keyring: { read: (bytes) => Promise.resolve({ fingerprints: [fingerprint], binary: bytes, armoured: '' }) },
    files: { ...plain.files, watch: () => ({ appeared: transactions.appeared, stop: () => undefined }) },
    processes: { ...plain.processes, detach: transactions.detach },
  }
}

/** Runs what is detached beside the handler, which waits for its end without a thousand looks at it. */
function transactionsOf(
  { timeline, story, way }: Vm,
  machine: Machine,
  deadline: number,
): { detach: (argv: readonly string[]) => Promise<void>; appeared: () => Promise<void> } {
  let running = false
  let ended: ((at: number) => void) | undefined
  const run = async (argv: readonly string[]): Promise<void> => {
    story.attempts += 1
    await machine.transact(argv, way)
    running = false
    ended?.(timeline.now)
  }
  return {
    detach: (argv) => {
      running = true
      timeline.start(0, () => run(argv))
      return Promise.resolve()
    },
    // Of the looks at a transaction only the one that finds its end is taken, and that at the end of the budget.
    appeared: () =>
      timeline.park((wake) => {
        ended = wake
        wake(running ? Math.max(timeline.now, deadline) : timeline.now)
      }),
  }
}

/** The metadata service and the sign-in hosts answer at once; the repository's key is the mirror's. */
async function answer(vm: Vm, { url }: HttpRequest): Promise<HttpAnswer> {
  if (url.startsWith('http://169.254.169.254/')) {
    return ok(JSON.stringify({ azEnvironment: 'AzurePublicCloud', vmId: vm.vmId, vmScaleSetName: 'fleet' }))
  }
  if (url !== keyUrl) return ok('')
  vm.story.attempts += 1
  await vm.way.connect()
  const { status, retryAfterSeconds } = await vm.way.ask(world.sizes.key)
  const heard = vm.hearsRetryAfter && retryAfterSeconds !== undefined
  const headers: Record<string, string> = heard ? { 'retry-after': String(retryAfterSeconds) } : {}
  return { ...ok('key'), status, headers }
}

function ok(text: string): HttpAnswer & { kind: 'answer' } {
  return { kind: 'answer', status: 200, headers: {}, body: new TextEncoder().encode(text) }
}

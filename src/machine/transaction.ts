import { z } from '../core/zod.ts'
import type { Host } from '../host.ts'
import { remaining, requireTime, type Budget } from '../core/budget.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { layout } from './layout.ts'
import { readRecord, writeRecord } from './record.ts'
import { launchCommand, marker } from './transaction-launch.ts'

/**
 * A package transaction outlives the handler. It runs in a session of its own, below process 1, and where systemd
 * is in charge in a scope of its own, so neither the agent's SIGKILL to our process group nor a restart of the
 * agent's unit reaches it. Its output and exit code go to files; we only watch. Nobody here ever kills it.
 */
export interface TransactionRequest {
  /** What a person calls it, e.g. "install aadsshlogin". */
  readonly title: string
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Files, by name, that the program reads and that are gone when it has ended (a proxy with its password). */
  readonly files: Readonly<Record<string, string>>
}

export interface TransactionResult {
  readonly exitCode: number
  readonly output: string
}

const recordSchema = z.object({ title: z.string(), startedAt: z.number() })

const paths = {
  record: `${layout.transaction}/record.json`,
  claim: `${layout.transaction}/claim`,
  running: `${layout.transaction}/running`,
  exit: `${layout.transaction}/exit`,
  output: `${layout.transaction}/output`,
} as const

/** Where a file of the request stands while the transaction runs. */
export function transactionFile(name: string): string {
  return `${layout.transaction}/${name}`
}

/**
 * Runs a transaction to its end. Throws `deadline.reached` when too little time is left to start it, and
 * `transaction.running` when the budget ends first: then it goes on alone and `settleTransaction` meets it again.
 */
export async function runTransaction(
  host: Host,
  request: TransactionRequest,
  budget: Budget,
): Promise<TransactionResult> {
  requireTime(host.clock, budget, limits.transaction.neededMs, request.title)
  await host.files.remove(layout.transaction)
  const startedAt = host.clock.now()
  host.log.write('info', `transaction: ${request.title}`, { argv: request.argv })
  await launch(host, request, startedAt)
  const startBy = host.clock.monotonic() + limits.transaction.startMs
  const exitCode = await waitForExit(host, { title: request.title, ticket: ticketOf(startedAt), startBy }, budget)
  const output = await readOutput(host)
  host.log.write('info', `transaction ended: ${request.title}`, { exitCode, ms: host.clock.now() - startedAt, output })
  await host.files.remove(layout.transaction)
  // Cut short by something else than us, e.g. the machine's memory killer: no exit code, the state decides.
  return { exitCode: exitCode ?? -1, output }
}

/** Starts it; what cannot be started leaves nothing that a later command would take for one that was cut short. */
async function launch(host: Host, request: TransactionRequest, startedAt: number): Promise<void> {
  const { title, argv, environment, files } = request
  const ticket = ticketOf(startedAt)
  const program = launchCommand(layout.transaction, ticket, argv)
  try {
    await host.files.makeDirectory(layout.transaction, 0o700)
    for (const [name, text] of Object.entries(files)) await host.files.writeAtomic(transactionFile(name), text, 0o600)
    await writeRecord(host, paths.record, { title, startedAt })
    await host.files.writeAtomic(transactionFile(ticket), '', 0o600)
    await host.processes.detach(program, environment)
  } catch (error) {
    await host.files.remove(layout.transaction)
    throw error
  }
}

function ticketOf(startedAt: number): string {
  return `aadsshlogin-${startedAt}`
}

export type Settled = 'none' | 'finished' | 'interrupted'

/**
 * Settles what an earlier command left behind: waits for a transaction that still runs (throws
 * `transaction.running` when the budget ends first) and says whether one was cut short and wants repair.
 */
export async function settleTransaction(host: Host, budget: Budget): Promise<Settled> {
  if ((await host.files.stat(layout.transaction)) === undefined) return 'none'
  const record = await readRecord(host, paths.record, recordSchema, { title: 'unknown', startedAt: 0 })
  host.log.write('warn', `an earlier command left a transaction: ${record.title}`)
  const exitCode = await waitForExit(host, expected(host, record), budget)
  host.log.write('info', 'that transaction has ended', { exitCode, output: await readOutput(host) })
  await host.files.remove(layout.transaction)
  return exitCode === undefined ? 'interrupted' : 'finished'
}

export interface LeftTransaction extends Readonly<z.infer<typeof recordSchema>> {
  readonly state: 'running' | 'ended' | 'cut-short'
}

/** What an earlier command left, only looked at; undefined when there is nothing. */
export async function lookAtTransaction(host: Host): Promise<LeftTransaction | undefined> {
  if ((await host.files.stat(layout.transaction)) === undefined) return undefined
  const record = await readRecord(host, paths.record, recordSchema, { title: 'unknown', startedAt: 0 })
  const pid = (await host.files.readText(paths.running))?.trim()
  const isNew = host.clock.now() - record.startedAt < limits.transaction.startMs
  if (pid === undefined ? isNew : await isTransaction(host, pid)) return { ...record, state: 'running' }
  return { ...record, state: (await host.files.stat(paths.exit)) === undefined ? 'cut-short' : 'ended' }
}

interface Started {
  readonly title: string
  readonly ticket: string
  /** When it must have begun, on the monotonic clock. */
  readonly startBy: number
}

/** Another command's transaction: its start is known on the wall clock only, which may have been set since. */
function expected(host: Host, { title, startedAt }: z.infer<typeof recordSchema>): Started {
  const age = Math.max(0, host.clock.now() - startedAt)
  const startBy = host.clock.monotonic() + Math.max(0, limits.transaction.startMs - age)
  return { title, ticket: ticketOf(startedAt), startBy }
}

/** The exit code, or undefined when the transaction ended without one. */
async function waitForExit(host: Host, started: Started, budget: Budget): Promise<number | undefined> {
  const ended = host.files.watch(paths.exit)
  try {
    return await lookUntil(host, started, budget, (pauseMs) => ended.appeared(pauseMs))
  } finally {
    ended.stop()
  }
}

async function lookUntil(
  host: Host,
  started: Started,
  budget: Budget,
  pause: (mostMs: number) => Promise<void>,
): Promise<number | undefined> {
  for (;;) {
    // Liveness is asked first: a program that ends between the two questions has left its exit code.
    const alive = await isAlive(host, started)
    const exit = Number.parseInt((await host.files.readText(paths.exit)) ?? '', 10)
    if (!Number.isNaN(exit)) return exit
    if (!alive) return undefined
    if (remaining(host.clock, budget) === 0)
      throw new HandlerFailure('transaction.running', { transaction: started.title })
    await pause(limits.transaction.lookMs)
  }
}

async function isAlive(host: Host, started: Started): Promise<boolean> {
  const pid = (await host.files.readText(paths.running))?.trim()
  return pid === undefined ? mayStillStart(host, started) : isTransaction(host, pid)
}

/** The process number alone proves nothing after a reboot: the command line must be that of a transaction. */
async function isTransaction(host: Host, pid: string): Promise<boolean> {
  const commandLine = await host.files.readText(`/proc/${pid}/cmdline`)
  return commandLine?.split('\0').includes(marker) ?? false
}

/** Past its time its ticket is taken away. Only one can take it, so what is called dead here never starts. */
async function mayStillStart(host: Host, { ticket, startBy }: Started): Promise<boolean> {
  const lateMs = host.clock.monotonic() - startBy
  if (lateMs < 0) return true
  const from = `${layout.transaction}/${ticket}`
  const taken = await host.files.rename(from, `${from}.taken`).then(
    () => true,
    () => false,
  )
  if (taken || lateMs >= limits.transaction.startMs) return false
  const claimed = (await host.files.stat(paths.claim)) ?? (await host.files.stat(paths.running))
  return claimed !== undefined
}

async function readOutput(host: Host): Promise<string> {
  const output = (await host.files.readText(paths.output)) ?? ''
  return output.slice(-limits.transaction.outputTailBytes)
}

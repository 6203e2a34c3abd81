import { remaining } from '../core/budget.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Step } from '../core/plan.ts'
import { describeSessions, hangUpCommand, type Session } from '../core/session.ts'
import type { Host } from '../host.ts'
import type { PackageManager } from './package-run.ts'
import { listProcesses, ownPid, type Process } from './process-list.ts'
import { usersOf } from './module-users.ts'

type Settling = Extract<Step, { kind: 'settle-sessions' }>
type Waiter = Pick<PackageManager, 'host' | 'budget'>

/** Kept of the command's time: the removal itself, tried again, and once more without scripts. */
const keptForRemovalMs = 3 * limits.transaction.neededMs

/**
 * Who is logged in through an NSS module: users of that module, never local ones, with a process. The packages refuse
 * to go while there is one, and look at processes, too (aaduserdel: "currently used by process").
 */
export async function readSessions(host: Host, module: string): Promise<Session[]> {
  const processes = await listProcesses(host)
  const users = await usersOf(host, module, new Set(processes.flatMap(({ uids }) => uids)))
  const sessions = new Map<string, Session>()
  for (const process of processes) {
    const uid = process.uids.find((one) => users.has(one))
    if (uid === undefined) continue
    const [user, { terminal }] = [users.get(uid) ?? '', process]
    const key = `${user} ${terminal}`
    const known = sessions.get(key)?.processes ?? []
    sessions.set(key, { user, terminal, processes: [...known, process.pid] })
  }
  return [...sessions.values()]
}

/** Resolves when nobody of the module is logged in any more. Throws `sessions.open` when the policy ends before that. */
export async function settleSessions(manager: Waiter, { policy, module }: Settling): Promise<void> {
  const { host } = manager
  const since = host.clock.monotonic()
  const open = await readSessions(host, module)
  if (open.length === 0) return
  host.log.write('info', `logged in: ${describeSessions(open)}`, { policy })
  const left = await policies[policy](manager, module, open)
  if (left.length === 0) return
  throw stillOpen(left, host.clock.monotonic() - since)
}

/** Throws `sessions.open` when somebody is logged in at this moment. */
export async function requireNobody(host: Host, module: string): Promise<void> {
  const open = await readSessions(host, module)
  if (open.length > 0) throw stillOpen(open, 0)
}

function stillOpen(left: readonly Session[], waitedMs: number): HandlerFailure {
  return new HandlerFailure('sessions.open', {
    users: describeSessions(left),
    seconds: Math.round(waitedMs / 1000),
    command: hangUpCommand(left),
  })
}

type Policy = (manager: Waiter, module: string, open: readonly Session[]) => Promise<readonly Session[]>

/** What each policy does; answers who is still there. */
const policies: Readonly<Record<Settling['policy'], Policy>> = {
  wait: ({ host, budget }, module) => {
    const room = remaining(host.clock, budget) - keptForRemovalMs
    return waitUntilGone(host, module, Math.min(limits.sessions.waitMs, room))
  },
  fail: (_, __, open) => Promise.resolve(open),
  // A shell takes no notice of SIGTERM, but ends when its terminal is lost; what outlives that is asked to end.
  terminate: async ({ host }, module) => {
    for (const signal of ['HUP', 'TERM']) {
      await sendSignal(host, signal, await endable(host, module))
      const left = await waitUntilGone(host, module, limits.sessions.graceMs)
      if (left.length === 0) return left
    }
    return readSessions(host, module)
  },
}

async function waitUntilGone(host: Host, module: string, waitMs: number): Promise<readonly Session[]> {
  const until = host.clock.monotonic() + waitMs
  for (;;) {
    const open = await readSessions(host, module)
    const left = until - host.clock.monotonic()
    if (open.length === 0 || left <= 0) return open
    await host.clock.sleep(Math.min(limits.sessions.pollMs, left))
  }
}

/** Processes of users of the module, but never what we run below: a user may have started this with sudo. */
async function endable(host: Host, module: string): Promise<number[]> {
  const above = ancestors(await listProcesses(host), await ownPid(host))
  const open = (await readSessions(host, module)).flatMap(({ processes }) => processes)
  return open.filter((pid) => pid > 1 && !above.has(pid))
}

function ancestors(processes: readonly Process[], own: number): Set<number> {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  const above = new Set<number>()
  for (let at: number | undefined = own; at !== undefined && at > 0 && !above.has(at); at = parents.get(at))
    above.add(at)
  return above
}

/** One that has ended by itself meanwhile is no trouble. */
async function sendSignal(host: Host, signal: string, pids: readonly number[]): Promise<void> {
  if (pids.length === 0) return
  host.log.write('warn', `SIG${signal} to processes of Microsoft Entra users`, { pids })
  const argv = ['sh', '-c', `for pid; do kill -s ${signal} "$pid"; done`, 'sh', ...pids.map(String)]
  await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
}

import type { HeldLock, Host } from '../host.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { layout } from './layout.ts'
import { describeProcess } from './lock-holder.ts'

/**
 * Makes this command the only one of the handler on the machine, across versions. The kernel gives the lock back
 * when the process ends, however it ends. Throws `handler.busy` with the holder's purpose when the wait is over.
 */
export async function lockHandler(host: Host, purpose: string, pid: number): Promise<HeldLock> {
  const lock = await host.processes.lock(layout.lock, limits.handlerLock.waitMs)
  if (lock === undefined) {
    const seconds = limits.handlerLock.waitMs / 1000
    throw new HandlerFailure('handler.busy', { holder: await namedHolder(host), seconds })
  }
  await host.files.writeAtomic(layout.lockHolder, `${pid} ${purpose}\n`, 0o600)
  return {
    release: async () => {
      await host.files.remove(layout.lockHolder)
      await lock.release()
    },
  }
}

async function namedHolder(host: Host): Promise<string> {
  const text = (await host.files.readText(layout.lockHolder))?.trim() ?? ''
  const match = /^(\d+) (.+)$/.exec(text)
  if (match === null) return 'an unknown process'
  return `${match[2] ?? ''}, ${await describeProcess(host, match[1] ?? '')}`
}

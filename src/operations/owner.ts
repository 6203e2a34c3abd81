import { isStandaloneThere, standaloneFolder } from '../agent/standalone.ts'
import { loginExtensions } from '../checks/other-handlers.ts'
import { describeFailure, HandlerFailure } from '../core/failure.ts'
import { readLedger } from '../machine/ledger.ts'
import type { Context } from './context.ts'

type Run = Pick<Context, 'host' | 'environment'>

/**
 * Why this run must leave the login to another: the standalone handler that has set it up and is still there, or, for
 * the standalone one, an extension. undefined where the login is this run's, or nobody's any more. Both would share
 * the packages, and whichever went first would take the login from the other.
 */
export async function otherOwner({ host, environment }: Run): Promise<HandlerFailure | undefined> {
  const isStandalones = await belongsToStandalone(host)
  if (environment.kind === 'agent') {
    if (!isStandalones || !(await isStandaloneThere(host))) return undefined
    return new HandlerFailure('owner.standalone', { folder: standaloneFolder })
  }
  if (isStandalones) return undefined
  const found = await extensionsOn(host, environment.agentFolder)
  return found.length === 0 ? undefined : new HandlerFailure('owner.extension', { found: found.join(', ') })
}

/** Whether the ledger says that the login is this run's; an extension needs no entry. */
export async function isOwner({ host, environment }: Run): Promise<boolean> {
  return (await belongsToStandalone(host)) === (environment.kind === 'standalone')
}

/** Why an uninstall must remove nothing, as a sentence; undefined where the login is this run's to remove. */
export async function reasonToKeep(context: Run): Promise<string | undefined> {
  const other = await otherOwner(context)
  if (other !== undefined) return `${describeFailure(other.code, other.detail).cause} Nothing was removed.`
  if (await isOwner(context)) return undefined
  // What a failed install took back, and packages that somebody else has installed, are not its to remove.
  return context.environment.kind === 'standalone'
    ? 'The standalone handler manages no login on this machine. Nothing was removed.'
    : undefined
}

async function belongsToStandalone(host: Run['host']): Promise<boolean> {
  return (await readLedger(host)).standalone === true
}

/** The agent keeps the packed handler beside its folder. */
async function extensionsOn(host: Run['host'], agentFolder: string): Promise<string[]> {
  const found: string[] = []
  for (const name of loginExtensions((await host.files.list(agentFolder)) ?? []))
    if ((await host.files.stat(`${agentFolder}/${name}`))?.type === 'directory') found.push(name)
  return found
}

import { fallbackEnvironment, readEnvironment, type HandlerEnvironment } from '../agent/environment.ts'
import { readSequence } from '../agent/sequence.ts'
import { standaloneEnvironment } from '../agent/standalone.ts'
import { asFailure, type HandlerFailure } from '../core/failure.ts'
import type { Desk } from './desk.ts'

/** Where the agent keeps things, or the standalone handler; a person gets an answer although HandlerEnvironment.json is broken or gone. */
export interface Place {
  readonly environment: HandlerEnvironment
  /** Why the environment had to be guessed. */
  readonly problem: HandlerFailure | undefined
  /** Of the newest settings; 0 where there is one file of them. */
  readonly sequence: number
  /** undefined where no log folder is known. */
  readonly logFile: string | undefined
}

/** Finds the place of the agent's files, and opens the log there with lines marked as a person's. */
export async function findPlace(desk: Desk, verb: string): Promise<Place> {
  const { host, invocation, version, pid } = desk
  const { environment, problem, isKnown } = await findEnvironment(desk)
  const sequence = environment.kind === 'standalone' ? 0 : await readSequence(host, environment, invocation)
  const logFile = isKnown
    ? host.log.open(environment.logFolder, `${verb} ${version} #${sequence} ${pid} by hand`)
    : undefined
  host.log.write('info', 'start')
  return { environment, problem, sequence, logFile }
}

interface Found {
  readonly environment: HandlerEnvironment
  readonly problem: HandlerFailure | undefined
  /** Whether the agent's folders are there. */
  readonly isKnown: boolean
}

async function findEnvironment({ host, invocation, version }: Desk): Promise<Found> {
  const standalone = await standaloneEnvironment(host, invocation.packageRoot)
  if (standalone !== undefined) return { environment: standalone, problem: undefined, isKnown: true }
  try {
    return { environment: await readEnvironment(host, invocation), problem: undefined, isKnown: true }
  } catch (error) {
    const problem = asFailure(error)
    const guessed = await fallbackEnvironment(host, invocation)
    if (guessed !== undefined) return { environment: guessed, problem, isKnown: true }
    const folder = invocation.packageRoot
    const name = folder.slice(folder.lastIndexOf('/') + 1).replace(/-[^-]*$/, '')
    const folders = { logFolder: folder, configFolder: `${folder}/config`, statusFolder: `${folder}/status` }
    const agentFolder = folder.replace(/\/[^/]*$/, '')
    const environment = { kind: 'agent', name, version, ...folders, extensionFolder: folder, agentFolder } as const
    return { environment, problem, isKnown: false }
  }
}

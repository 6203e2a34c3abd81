import { join } from 'node:path'
import { addresses } from '../machine/addresses.ts'
import type { Fabric } from '../machine/fabric.ts'
import type { CertificateName } from './certificates.ts'
import type { Fault } from './faults.ts'
import { startProgram } from './ipc.ts'
import type { RepositoryState } from './states.ts'
import { packageWorld, type PackageWorld } from './world.ts'

export interface LoggedRequest {
  /** When it came, in ms. */
  at: number
  tls: boolean
  method: string
  host: string
  path: string
  /** User-Agent. */
  agent: string
  status: number
  faulty: boolean
}

/** What the server program answers to. */
export interface HostCommands extends Record<string, (argument: never) => unknown> {
  fault: (fault: Fault) => void
  publish: (state: RepositoryState) => void
  present: (certificate: CertificateName) => void
  log: () => LoggedRequest[]
  clear: () => void
}

/** The stand-in for packages.microsoft.com (and mirror.test), over https and http. */
export interface PackageHost {
  world: PackageWorld
  /** From now on the requests that match go wrong. */
  fault: (fault: Fault) => Promise<void>
  /** From now on the repository is in that state; it starts in `all`. */
  publish: (state: RepositoryState) => Promise<void>
  /** From now on new connections get this certificate. */
  present: (certificate: CertificateName) => Promise<void>
  /** Every request answered so far. */
  log: () => Promise<LoggedRequest[]>
  /** Takes faults, log, state and certificate back to the start. */
  clear: () => Promise<void>
  stop: () => Promise<void>
}

/** Starts the package host in a fabric; it ends with this process. */
export async function startPackageHost(fabric: Fabric): Promise<PackageHost> {
  const world = await packageWorld()
  const args = [world.www, world.certificates, addresses.packages]
  const { ask, stop } = await startProgram<HostCommands>(fabric, join(import.meta.dirname, 'server.ts'), args)
  return {
    world,
    fault: (fault) => ask('fault', fault),
    publish: (state) => ask('publish', state),
    present: (certificate) => ask('present', certificate),
    log: () => ask('log'),
    clear: () => ask('clear'),
    stop,
  }
}

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { join } from 'node:path'
import { requireTools } from '../packages/tools.ts'
import { fabricAddresses } from './addresses.ts'
import { ended, firstLine } from './child.ts'

/** The network namespace of Azure's side: its loopback owns every address of the platform. */
export interface Fabric {
  /** A process in the namespace, which lives as long as that process. */
  pid: number
  stop: () => Promise<void>
}

/** A new fabric; it ends with this process, even by SIGKILL. */
export async function startFabric(): Promise<Fabric> {
  requireTools('ip', 'unshare', 'nsenter', 'setpriv')
  const script = join(import.meta.dirname, 'fabric.sh')
  const holder = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--net', 'sh', script, ...fabricAddresses], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await firstLine(holder, 'fabric')
  return {
    pid: holder.pid!,
    stop: async () => {
      holder.kill('SIGKILL')
      await ended(holder)
    },
  }
}

/** Starts a program of the host inside the fabric; like the fabric, it is killed when this process ends. */
export function fabricExec(fabric: Fabric, argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const enter = ['--pdeathsig', 'KILL', 'nsenter', `--net=/proc/${fabric.pid}/ns/net`, '--', ...argv]
  return spawn('setpriv', enter, options)
}

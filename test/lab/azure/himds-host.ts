import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addresses, fabricAddresses } from '../machine/addresses.ts'
import type { Machine } from '../machine/machine.ts'
import type { Variant } from '../machine/variants.ts'
import { startProgram } from '../packages/ipc.ts'
import type { HimdsCommands } from './himds.ts'
import type { HimdsMode } from './himds-server.ts'
import type { LoggedRequest } from './request-log.ts'

/** A machine outside Azure on which the Arc agent is installed: no metadata service, no wire server. */
export const arcMachine: Variant = {
  files: { '/opt/azcmagent/bin/himds': { content: '#!/bin/sh\nexit 0\n', mode: 0o755 } },
  routes: fabricAddresses.filter((address) => address !== addresses.metadata && address !== addresses.wireServer),
}

export interface Himds {
  /** From now on himds does this. */
  set: (mode: HimdsMode) => Promise<void>
  /** Every request so far. */
  requests: () => Promise<LoggedRequest[]>
  stop: () => Promise<void>
}

/** Starts himds inside a machine; it ends with this process. */
export async function startHimds(guest: Machine): Promise<Himds> {
  const network = { pid: guest.pid, stop: () => Promise.resolve() }
  const { ask, stop } = await startProgram<HimdsCommands>(network, join(import.meta.dirname, 'himds.ts'), [guest.root])
  return {
    set: async (mode) => {
      await ask('set', mode)
      while ((await ask('listens')) === (mode.mode === 'closed')) await sleep(5)
    },
    requests: () => ask('requests'),
    stop,
  }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { FabricAddresses } from './addresses.ts'
import { startFabric, type RunningFabric } from './client.ts'
import type { FabricControl } from './control.ts'
import { loopbackAddresses } from './loopback.ts'

/** A fabric on this machine's loopback, for the tests of one file. */
export interface SampleFabric {
  readonly addresses: FabricAddresses
  readonly control: () => FabricControl
  readonly inFolder: (name: string) => string
}

/** Registers the hooks that start and stop the fabric; to be called once per test file. */
export function sampleFabric(): SampleFabric {
  const addresses = loopbackAddresses()
  let folder = ''
  let running: RunningFabric
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-fabric-'))
    running = await startFabric({ control: join(folder, 'control'), addresses })
  })
  afterAll(async () => {
    await running.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return { addresses, control: () => running.control, inFolder: (name) => join(folder, name) }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach } from 'vitest'
import { makeTenantCertificate, type TenantCertificate } from '../azure/certificates.ts'
import { processMachine } from './process-machine.ts'
import { zipHandler, type SampleHandler } from './sample-handler.ts'
import { StrictAgent, type StrictAgentOptions } from './strict-agent.ts'

export const handler = 'Contoso.Test.Handler'
export const goal = { version: '1.0.0', state: 'enabled', sequence: 0, settings: { publicSettings: {} } } as const
export const update = { ...goal, version: '2.0.0' } as const
export const gone = { version: '1.0.0', state: 'uninstall', settings: {} } as const

/** What the tests of the strict agent share: a folder per test that takes the place of a machine. */
export interface SampleBench {
  /** An agent that has the packages `first` as 1.0.0 and `second` as 2.0.0. */
  readonly agentWith: (
    first?: SampleHandler,
    second?: SampleHandler,
    wish?: Partial<StrictAgentOptions>,
  ) => Promise<StrictAgent>
  readonly inFolder: (...parts: string[]) => string
  /** A path below the folder of a version. */
  readonly base: (version: string, path?: string) => string
  /** The file that commands know as `$CALLS`. */
  readonly callsFile: () => string
  /** The calls since the last time, as `install 1.0.0`. */
  readonly newCalls: () => string[]
}

/** Registers the hooks that make and remove the folder; to be called once per test file. */
export function sampleBench(): SampleBench {
  let folder = ''
  let tenant: TenantCertificate
  beforeAll(async () => {
    tenant = await makeTenantCertificate()
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-agent-'))
    writeFileSync(join(folder, 'calls'), '')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const inFolder = (...parts: string[]) => join(folder, ...parts)
  const callsFile = () => inFolder('calls')
  return {
    inFolder,
    callsFile,
    base: (version, path = '') => inFolder('waagent', `${handler}-${version}`, path),
    agentWith: async (first = {}, second = {}, wish = {}) => {
      const folders = { lib: inFolder('waagent'), log: inFolder('log') }
      const own = { machine: processMachine(), handler, folders, tenant, environment: { CALLS: callsFile() } }
      const agent = await StrictAgent.create({ ...own, ...wish })
      agent.publish('1.0.0', await zipHandler(folder, 'one', first))
      agent.publish('2.0.0', await zipHandler(folder, 'two', second))
      return agent
    },
    newCalls: () => {
      const lines = readFileSync(callsFile(), 'utf8').split('\n').filter(Boolean)
      writeFileSync(callsFile(), '')
      return lines
    },
  }
}

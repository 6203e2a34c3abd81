import { readFile } from 'node:fs/promises'
import type { FabricAddresses } from './addresses.ts'
import type { BlobStore } from './blob-store.ts'
import { makeTenantCertificate, type TenantCertificate } from './certificates.ts'
import type { FabricControl, SetGoal } from './control.ts'
import type { FaultRules } from './fault-rules.ts'
import { planPlugin, type GoalState, type GoalStates } from './goal-state.ts'
import type { Identifiers } from './identifiers.ts'
import type { InstanceFacts } from './imds-instance.ts'
import type { ImdsModes } from './imds-modes.ts'
import type { LabServer } from './lab-server.ts'
import { patienceMs } from '../patience.ts'
import type { RequestLog } from './request-log.ts'
import type { StatusUploads } from './status-uploads.ts'

/** Everything that the servers of a fabric answer from; tests change it while they run. */
export interface FabricState {
  readonly ids: Identifiers
  readonly addresses: FabricAddresses
  readonly uploads: StatusUploads
  readonly log: RequestLog
  readonly faults: FaultRules
  readonly goals: GoalStates
  readonly modes: ImdsModes
  readonly blobs: BlobStore
  tenant: TenantCertificate
  facts: InstanceFacts
}

/** Returns what tests can do to a fabric of this state. */
export function fabricControl(state: FabricState, imdsServer: LabServer): FabricControl {
  return { ...crp(state), ...metadata(state, imdsServer), ...watch(state) }
}

type Crp = 'publish' | 'unpublish' | 'setGoal' | 'repeatGoal' | 'rotateCertificate'

function crp(state: FabricState): Pick<FabricControl, Crp> {
  const { blobs, goals } = state
  return {
    publish: async ({ handler, version, zipPath }) => {
      blobs.publish(handler, version, await readFile(zipPath))
    },
    unpublish: ({ handler, version }) => {
      blobs.unpublish(handler, version)
      return Promise.resolve()
    },
    setGoal: async (plugins) => {
      const planned = await Promise.all(plugins.map((plugin) => planPlugin(plugin, state.tenant)))
      return asSetGoal(goals.advance(planned))
    },
    repeatGoal: () => Promise.resolve(asSetGoal(goals.advance(goals.current.plugins))),
    rotateCertificate: async () => {
      state.tenant = await makeTenantCertificate()
      return state.tenant.thumbprint
    },
  }
}

function metadata(state: FabricState, server: LabServer): Pick<FabricControl, 'setImds' | 'setInstance'> {
  const { modes } = state
  return {
    setImds: async ({ mode, endpoints }) => {
      modes.set(mode, endpoints)
      await (modes.refused ? server.close() : server.open())
    },
    setInstance: (facts) => {
      state.facts = { ...state.facts, ...facts }
      return Promise.resolve()
    },
  }
}

type Watch = 'info' | 'setFaults' | 'requests' | 'uploads' | 'nextUpload'

function watch(state: FabricState): Pick<FabricControl, Watch> {
  const { ids, addresses, uploads, log, faults, goals } = state
  return {
    info: () => {
      const { thumbprint } = state.tenant
      const { incarnation } = goals.current
      return Promise.resolve({ ids, addresses, thumbprint, incarnation, uploads: uploads.list().length })
    },
    setFaults: (rules) => {
      faults.set(rules)
      return Promise.resolve()
    },
    requests: (filter) => Promise.resolve(log.list(filter)),
    uploads: ({ after }) => Promise.resolve(uploads.list(after)),
    nextUpload: async ({ after, seconds = patienceMs / 1000 }) => (await uploads.next(after, seconds)) ?? null,
  }
}

function asSetGoal({ incarnation, at, plugins }: GoalState): SetGoal {
  const wanted = plugins.map(({ settings, ...plugin }) => ({ ...plugin, hasSettings: settings !== undefined }))
  return { incarnation, at, plugins: wanted }
}

import { readFile } from 'node:fs/promises'
import type { FabricAddresses } from './addresses.ts'
import { blobNames } from './blob-names.ts'
import { BlobStore } from './blob-store.ts'
import { makeTenantCertificate } from './certificates.ts'
import type { FabricControl, SetGoal } from './control.ts'
import { FaultRules } from './fault-rules.ts'
import { GoalStates, planPlugin, type GoalState } from './goal-state.ts'
import { answerHostPlugin } from './host-plugin.ts'
import { makeIdentifiers } from './identifiers.ts'
import { plainVm } from './imds-instance.ts'
import { ImdsModes } from './imds-modes.ts'
import { answerImds } from './imds-server.ts'
import { tokenMaker } from './imds-tokens.ts'
import { labServer, type LabRequest, type LabServer } from './lab-server.ts'
import { RequestLog } from './request-log.ts'
import { StatusUploads } from './status-uploads.ts'
import { answerWire } from './wire-server.ts'

/** The simulated Azure host: its servers, not yet open, and what can be done to it. */
export interface Fabric {
  readonly control: FabricControl
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Returns a simulated Azure host with nothing published and goal state 1, which wants nothing. */
export async function makeFabric(addresses: FabricAddresses): Promise<Fabric> {
  const ids = makeIdentifiers()
  const names = blobNames(addresses, ids)
  const uploads = new StatusUploads()
  const state = {
    ids,
    addresses,
    uploads,
    log: new RequestLog(),
    faults: new FaultRules(),
    goals: new GoalStates(),
    modes: new ImdsModes(),
    blobs: new BlobStore(ids, names, uploads),
    tenant: await makeTenantCertificate(),
    facts: plainVm(ids),
  }
  const imdsWorld = { ids, modes: state.modes, facts: () => state.facts, makeToken: tokenMaker(ids) }
  const metadata = (request: LabRequest) => answerImds(request, imdsWorld)
  const { wire, hostPlugin, imds, blob } = addresses
  const root = `http://${wire.host}:${wire.port}`
  const wireWorld = { ids, goals: state.goals, blobs: names, tenant: () => state.tenant, root, metadata }
  const imdsServer = labServer('imds', imds, state, metadata)
  const servers = [
    labServer('wire', wire, state, (request) => answerWire(request, wireWorld)),
    labServer('hostPlugin', hostPlugin, state, (request) => answerHostPlugin(request, ids, state.blobs)),
    labServer('blob', blob, state, (request) => state.blobs.answer(request)),
    imdsServer,
  ]
  return {
    control: controlOf(state, imdsServer),
    open: async () => {
      await Promise.all(servers.map((server) => server.open()))
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

interface FabricState {
  readonly ids: ReturnType<typeof makeIdentifiers>
  readonly addresses: FabricAddresses
  readonly uploads: StatusUploads
  readonly log: RequestLog
  readonly faults: FaultRules
  readonly goals: GoalStates
  readonly modes: ImdsModes
  readonly blobs: BlobStore
  tenant: Awaited<ReturnType<typeof makeTenantCertificate>>
  facts: ReturnType<typeof plainVm>
}

function controlOf(state: FabricState, imdsServer: LabServer): FabricControl {
  const { ids, addresses, uploads, log, faults, goals, modes, blobs } = state
  return {
    info: () =>
      Promise.resolve({
        ids,
        addresses,
        thumbprint: state.tenant.thumbprint,
        incarnation: goals.current.incarnation,
        uploads: uploads.list().length,
      }),
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
    setImds: async ({ mode, endpoints }) => {
      modes.set(mode, endpoints)
      await (modes.refused ? imdsServer.close() : imdsServer.open())
    },
    setInstance: (facts) => {
      state.facts = { ...state.facts, ...facts }
      return Promise.resolve()
    },
    setFaults: (rules) => {
      faults.set(rules)
      return Promise.resolve()
    },
    requests: (filter) => Promise.resolve(log.list(filter)),
    uploads: ({ after }) => Promise.resolve(uploads.list(after)),
    nextUpload: async ({ after, seconds }) => (await uploads.next(after, seconds)) ?? null,
  }
}

function asSetGoal({ incarnation, at, plugins }: GoalState): SetGoal {
  const wanted = plugins.map(({ settings, ...plugin }) => ({ ...plugin, hasSettings: settings !== undefined }))
  return { incarnation, at, plugins: wanted }
}

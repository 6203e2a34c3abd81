import type { FabricAddresses } from './addresses.ts'
import { blobNames } from './blob-names.ts'
import { BlobStore } from './blob-store.ts'
import { makeTenantCertificate } from './certificates.ts'
import type { FabricControl } from './control.ts'
import { fabricControl, type FabricState } from './fabric-control.ts'
import { FaultRules } from './fault-rules.ts'
import { GoalStates } from './goal-state.ts'
import { answerHostPlugin } from './host-plugin.ts'
import { makeIdentifiers } from './identifiers.ts'
import { plainVm } from './imds-instance.ts'
import { ImdsModes } from './imds-modes.ts'
import { answerImds } from './imds-server.ts'
import { tokenMaker } from './imds-tokens.ts'
import { labServer, type LabRequest } from './lab-server.ts'
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
  const state: FabricState = {
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
    control: fabricControl(state, imdsServer),
    open: async () => {
      await Promise.all(servers.map((server) => server.open()))
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

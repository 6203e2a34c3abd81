import { empty, text, xml, type Answer } from './answers.ts'
import type { BlobNames } from './blob-names.ts'
import { certificatesData, type TenantCertificate } from './certificates.ts'
import type { GoalState, GoalStates } from './goal-state.ts'
import type { Identifiers } from './identifiers.ts'
import type { LabRequest } from './lab-server.ts'
import {
  certificatesDocument,
  configTypes,
  extensionsDocument,
  goalStateDocument,
  hostingEnvironmentDocument,
  protocolVersion,
  sharedDocument,
  versionsDocument,
  type ConfigType,
} from './wire-documents.ts'

/** What the wire server answers from. */
export interface WireWorld {
  readonly ids: Identifiers
  readonly goals: GoalStates
  readonly blobs: BlobNames
  readonly tenant: () => TenantCertificate
  /** The wire server's own URL with its port. */
  readonly root: string
  /** Answers below /metadata: the agent falls back to it when the metadata address refuses. */
  readonly metadata: (request: LabRequest) => Answer
}

/** Answers a request to the wire server (port 80). */
export function answerWire(request: LabRequest, world: WireWorld): Answer | Promise<Answer> {
  const { method, url } = request
  if (request.path.startsWith('/metadata/')) return request.fromAgent ? world.metadata(request) : empty(404)
  if (method === 'POST') return answerPost(url)
  const comp = url.searchParams.get('comp')
  if (method !== 'GET') return empty(405)
  if (url.pathname === '/' && comp === 'versions') return xml(versionsDocument())
  if (!url.pathname.startsWith('/machine')) return empty(404)
  if (request.headers['x-ms-version'] !== protocolVersion) return text(400, 'wrong or missing x-ms-version')
  if (comp === 'goalstate') return xml(goalStateDocument(world.goals.current, world.ids, world.root))
  if (comp === 'config') return answerConfig(request, world)
  return empty(404)
}

function answerPost(url: URL): Answer {
  if (url.pathname === '/HealthService') return empty(200)
  if (url.pathname !== '/machine' && url.pathname !== '/machine/') return empty(404)
  const comp = url.searchParams.get('comp')?.toLowerCase()
  if (comp === 'health' || comp === 'telemetrydata') return empty(200)
  // The agent takes anything but 202 for a failure here.
  return empty(comp === 'roleproperties' ? 202 : 404)
}

function answerConfig(request: LabRequest, world: WireWorld): Answer | Promise<Answer> {
  const { url } = request
  if (!url.pathname.startsWith(`/machine/${world.ids.containerId}/`)) return empty(410)
  const goal = world.goals.of(Number(url.searchParams.get('incarnation')))
  const type = configTypes.find((known) => known === url.searchParams.get('type'))
  if (goal === undefined || type === undefined) return empty(404)
  return document(type, goal, request, world)
}

async function document(type: ConfigType, goal: GoalState, request: LabRequest, world: WireWorld): Promise<Answer> {
  switch (type) {
    case 'hostingEnvironmentConfig':
      return xml(hostingEnvironmentDocument(goal, world.ids))
    case 'sharedConfig':
      return xml(sharedDocument(goal, world.ids))
    case 'extensionsConfig':
      return xml(extensionsDocument(goal, world.blobs))
    case 'certificates': {
      const transport = request.headers['x-ms-guest-agent-public-x509-cert']
      if (transport === undefined) return text(400, 'no transport certificate')
      const cipher = request.headers['x-ms-cipher-name'] ?? 'DES_EDE3_CBC'
      return xml(certificatesDocument(goal, await certificatesData(world.tenant(), transport, cipher)))
    }
  }
}

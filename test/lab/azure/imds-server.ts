import { empty, json, type Answer } from './answers.ts'
import type { Identifiers } from './identifiers.ts'
import { faultyAnswer, type GoodToken } from './imds-faults.ts'
import { answerToken, systemIdentity, tokenBody, type IdentityWorld } from './imds-identity.ts'
import { agentCompute, answerInstance, instanceDocument, type InstanceFacts } from './imds-instance.ts'
import type { ImdsEndpoint, ImdsModes } from './imds-modes.ts'
import type { MakeToken } from './imds-tokens.ts'
import type { LabRequest } from './lab-server.ts'

/** What the metadata service answers from. */
export interface ImdsWorld {
  readonly ids: Identifiers
  readonly modes: ImdsModes
  readonly facts: () => InstanceFacts
  readonly makeToken: MakeToken
}

/** Answers a request to the metadata service. The guest agent's own calls never meet a fault, or the agent would stall. */
export function answerImds(request: LabRequest, world: ImdsWorld): Answer {
  if (request.fromAgent) return answerAgent(request, world)
  const endpoint = endpointOf(request.url.pathname)
  if (endpoint === undefined) return answerOther(request)
  const fault = world.modes.strike(endpoint)
  const faulty = fault && faultyAnswer(fault, endpoint === 'token' ? goodToken(request.url, world) : undefined)
  return faulty ?? badRequest(request) ?? answerEndpoint(endpoint, request, world)
}

function answerAgent(request: LabRequest, world: ImdsWorld): Answer {
  const document = instanceDocument(world.facts(), world.ids)
  const { pathname } = request.url
  if (pathname === '/metadata/instance/compute') return json(200, agentCompute(document))
  return pathname.startsWith('/metadata/instance') ? answerInstance(request.url, document) : empty(404)
}

function endpointOf(path: string): ImdsEndpoint | undefined {
  if (path === '/metadata/identity/oauth2/token') return 'token'
  if (path === '/metadata/identity/info') return 'info'
  return path === '/metadata/instance' || path.startsWith('/metadata/instance/') ? 'instance' : undefined
}

function answerOther(request: LabRequest): Answer {
  if (request.url.pathname !== '/metadata/versions') return json(404, { error: 'Not found' })
  return badRequest(request) ?? json(200, { apiVersions: ['2018-02-01', '2020-06-01', '2021-02-01', '2025-04-07'] })
}

/** The service refuses what came through a proxy, what lacks its header, and repeated query names. */
function badRequest({ method, headers, url }: LabRequest): Answer | undefined {
  if (method !== 'GET') return json(405, { error: 'Method not allowed' })
  if (headers['x-forwarded-for'] !== undefined) {
    return json(400, { error: 'invalid_request', error_description: 'X-Forwarded-For is not allowed' })
  }
  if (headers.metadata?.toLowerCase() !== 'true') {
    return json(400, { error: 'bad_request_102', error_description: 'Required metadata header not specified' })
  }
  const names = [...url.searchParams.keys()]
  if (new Set(names).size === names.length) return undefined
  return json(400, { error: 'invalid_request', error_description: 'Repeated query parameters' })
}

function answerEndpoint(endpoint: ImdsEndpoint, { url, peer }: LabRequest, world: ImdsWorld): Answer {
  switch (endpoint) {
    case 'token':
      return answerToken(url.searchParams, identityWorld(world))
    case 'info':
      return json(200, { tenantId: world.ids.tenantId })
    case 'instance':
      return answerInstance(url, instanceDocument(factsFor(peer, world.facts()), world.ids))
  }
}

/** Machines side by side are different VMs: the last digits of the id are the machine's place. */
function factsFor(peer: string, facts: InstanceFacts): InstanceFacts {
  const place = Number(/^10\.0\.(\d+)\./.exec(peer)?.[1] ?? 0)
  if (place === 0) return facts
  const digits = place.toString(16)
  return { ...facts, vmId: facts.vmId.slice(0, -digits.length) + digits }
}

function identityWorld({ ids, modes, facts, makeToken }: ImdsWorld): IdentityWorld {
  return { ids, makeToken, identity: modes.identity, vmScaleSetName: facts().vmScaleSetName }
}

function goodToken(url: URL, world: ImdsWorld): GoodToken {
  const resource = url.searchParams.get('resource') ?? 'https://management.azure.com/'
  const identity = systemIdentity(identityWorld(world))
  return {
    body: () => tokenBody(identity, resource, world.makeToken),
    bodyWithMirid: (mirid) => tokenBody({ ...identity, mirid }, resource, world.makeToken),
  }
}

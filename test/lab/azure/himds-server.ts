import { json, reply, type Answer } from './answers.ts'
import type { BadChallenge, HimdsKeys } from './himds-keys.ts'
import type { Identifiers } from './identifiers.ts'
import { tokenBody } from './imds-identity.ts'
import { answerInstance } from './imds-instance.ts'
import type { MakeToken } from './imds-tokens.ts'
import type { LabRequest } from './lab-server.ts'

/** What himds does: as it should, or what goes wrong. `closed` means that nobody listens. */
export type HimdsMode =
  | { readonly mode: 'connected' }
  | { readonly mode: 'noIdentity' }
  | { readonly mode: 'challenge'; readonly kind: BadChallenge }
  | { readonly mode: 'keyRefused' }
  | { readonly mode: 'noProof' }
  | { readonly mode: 'status'; readonly status: number }
  | { readonly mode: 'garbage' }
  | { readonly mode: 'silent' }
  | { readonly mode: 'reset' }
  | { readonly mode: 'closed' }

/** What himds answers from. */
export interface HimdsWorld {
  readonly ids: Identifiers
  readonly keys: HimdsKeys
  readonly mode: () => HimdsMode
  readonly azEnvironment: () => string
  readonly makeToken: MakeToken
}

/** Answers a request to the identity service of an Arc machine, whose metadata is a part of what a VM's is. */
export function answerHimds(request: LabRequest, world: HimdsWorld): Answer {
  const mode = world.mode()
  if (mode.mode === 'silent') return { kind: 'silent' }
  if (mode.mode === 'reset' || mode.mode === 'closed') return { kind: 'reset' }
  const { method, headers, url } = request
  if (method !== 'GET') return json(405, { error: 'Method not allowed' })
  if (headers.metadata?.toLowerCase() !== 'true' || headers['x-forwarded-for'] !== undefined)
    return json(400, { error: 'invalid_request', error_description: 'Required metadata header not specified' })
  if (url.pathname.startsWith('/metadata/instance')) return answerInstance(url, instance(world))
  if (url.pathname !== '/metadata/identity/oauth2/token') return json(404, { error: 'Not found' })
  return answerToken(request, world, mode)
}

type Talking = Exclude<HimdsMode, { mode: 'silent' | 'reset' | 'closed' }>

function answerToken({ url, headers }: LabRequest, world: HimdsWorld, mode: Talking): Answer {
  const resource = url.searchParams.get('resource')
  if (!url.searchParams.has('api-version') || resource === null) return json(400, { error: 'invalid_request' })
  switch (mode.mode) {
    case 'status':
      return json(mode.status, { error: 'himds' })
    case 'garbage':
      return reply(200, 'text/html', '<html>Sign in to the network</html>')
    case 'challenge':
      return unproven(world.keys.badChallenge(mode.kind))
    case 'keyRefused':
      return unproven(world.keys.challenge())
    case 'noProof':
      return json(200, token(world, resource))
    case 'connected':
    case 'noIdentity':
      if (!world.keys.accept(headers.authorization)) return unproven(world.keys.challenge())
      if (mode.mode === 'noIdentity') return json(400, { error: 'invalid_request', error_description: 'No identity' })
      return json(200, token(world, resource))
  }
}

function unproven(challenge: string | undefined): Answer {
  return json(401, { error: 'unauthorized' }, challenge === undefined ? {} : { 'WWW-Authenticate': challenge })
}

function resourceId({ subscriptionId, resourceGroup, vmName }: Identifiers): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/Microsoft.HybridCompute/machines/${vmName}`
}

function token({ ids, makeToken }: HimdsWorld, resource: string): Record<string, string> {
  const identity = { clientId: ids.identityClientId, objectId: ids.identityObjectId, mirid: resourceId(ids) }
  return tokenBody(identity, resource, makeToken)
}

function instance({ ids, azEnvironment }: HimdsWorld): Record<string, unknown> {
  const compute = {
    azEnvironment: azEnvironment(),
    location: 'westeurope',
    name: ids.vmName,
    osType: 'linux',
    provider: '',
    publisher: '',
    resourceGroupName: ids.resourceGroup,
    resourceId: resourceId(ids),
    subscriptionId: ids.subscriptionId,
    tagsList: [],
    vmId: ids.vmId,
    vmScaleSetName: '',
  }
  return { compute, network: { interface: [] } }
}

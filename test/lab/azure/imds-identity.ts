import { json, type Answer } from './answers.ts'
import type { Identifiers } from './identifiers.ts'
import type { IdentityMode } from './imds-modes.ts'
import type { MakeToken, TokenIdentity } from './imds-tokens.ts'

/** What the token endpoint answers from. */
export interface IdentityWorld {
  readonly ids: Identifiers
  readonly identity: IdentityMode
  readonly vmScaleSetName: string
  readonly makeToken: MakeToken
}

/** Answers `/metadata/identity/oauth2/token`, after its headers were found right. */
export function answerToken(query: URLSearchParams, world: IdentityWorld): Answer {
  const resource = query.get('resource')
  if (!query.has('api-version')) return refusal('invalid_request', "Required query variable 'api-version' is missing")
  if (resource === null) return refusal('invalid_request', "Required query variable 'resource' is missing")
  if (!/^(https?:\/\/|urn:|[0-9a-f-]{36}$)/i.test(resource)) {
    return refusal('invalid_resource', 'AADSTS500011: The resource principal was not found in the tenant.')
  }
  const identity = choose(query, world)
  if ('error' in identity) return refusal('invalid_request', identity.error)
  return json(200, tokenBody(identity, resource, world.makeToken))
}

/** Returns the body of a good answer. Every value is a string, numbers included. */
export function tokenBody(identity: TokenIdentity, resource: string, makeToken: MakeToken): Record<string, string> {
  const now = Math.floor(Date.now() / 1000)
  return {
    access_token: makeToken(identity, resource),
    client_id: identity.clientId,
    expires_in: '86399',
    expires_on: String(now + 86_399),
    ext_expires_in: '86399',
    not_before: String(now - 300),
    resource,
    token_type: 'Bearer',
  }
}

/** Returns the machine's own identity: of the VM, or of the scale set it belongs to. */
export function systemIdentity({ ids, vmScaleSetName }: Pick<IdentityWorld, 'ids' | 'vmScaleSetName'>): TokenIdentity {
  const kind = vmScaleSetName === '' ? 'virtualMachines' : 'virtualMachineScaleSets'
  const mirid = `${groupPath(ids)}/providers/Microsoft.Compute/${kind}/${vmScaleSetName || ids.vmName}`
  return { clientId: ids.identityClientId, objectId: ids.identityObjectId, mirid }
}

/** Returns the user-assigned identities that a machine can have in the lab, the first alone in `userAssignedOnly`. */
export function userIdentities(ids: Identifiers): readonly TokenIdentity[] {
  return ['lab-uami-1', 'lab-uami-2'].map((name, index) => ({
    clientId: `aaaaaaaa-0000-4000-8000-00000000000${index + 1}`,
    objectId: `bbbbbbbb-0000-4000-8000-00000000000${index + 1}`,
    mirid: `${groupPath(ids)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
  }))
}

function groupPath(ids: Identifiers): string {
  // Tokens spell this part in lower case, unlike resource ids elsewhere.
  return `/subscriptions/${ids.subscriptionId}/resourcegroups/${ids.resourceGroup}`
}

/** Without a wish the system-assigned identity answers; without that one, a single user-assigned one does, silently. */
function choose(query: URLSearchParams, world: IdentityWorld): TokenIdentity | { readonly error: string } {
  const users = usersOf(world)
  const wish = ['client_id', 'object_id', 'msi_res_id', 'mi_res_id'].find((name) => query.has(name))
  if (wish !== undefined) return wished(wish, query.get(wish) ?? '', [...users, systemIdentity(world)], world)
  if (hasSystem(world.identity)) return systemIdentity(world)
  const [first, second] = users
  if (first === undefined) return { error: 'Identity not found' }
  if (second === undefined) return first
  return {
    error:
      'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request',
  }
}

function wished(name: string, value: string, known: readonly TokenIdentity[], world: IdentityWorld) {
  const key = name === 'client_id' ? 'clientId' : name === 'object_id' ? 'objectId' : 'mirid'
  const found = known.find((identity) => identity[key]?.toLowerCase() === value.toLowerCase())
  const system = found?.mirid === systemIdentity(world).mirid
  if (found === undefined || (system && !hasSystem(world.identity))) return { error: 'Identity not found' }
  return found
}

function hasSystem(mode: IdentityMode): boolean {
  return mode === 'systemAssigned' || mode === 'both'
}

function usersOf({ identity, ids }: IdentityWorld): readonly TokenIdentity[] {
  if (identity === 'severalUserAssigned') return userIdentities(ids)
  return identity === 'userAssignedOnly' || identity === 'both' ? userIdentities(ids).slice(0, 1) : []
}

function refusal(error: string, description: string): Answer {
  return json(400, { error, error_description: description })
}

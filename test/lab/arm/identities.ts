import { guidOf } from '../../rollout/expressions/evaluate.ts'
import type { Resource } from './store.ts'
import type { Dictionary } from './wire.ts'

/** The object that stands for the system-assigned identity of a resource: always the same for one id. */
export function principalOf(id: string): string {
  return guidOf('principal', id.toLowerCase())
}

/** The identity that a resource has after a request asked for one; a system-assigned one has an object of its own. */
export function identityAfter({ id, identity: before }: Resource, asked: Dictionary, tenantId: string): Dictionary {
  const type = String(asked.type)
  const users = asked.userAssignedIdentities ?? before?.userAssignedIdentities
  return {
    type,
    ...(type.includes('SystemAssigned') ? { principalId: principalOf(id), tenantId } : {}),
    ...(type.includes('UserAssigned') ? { userAssignedIdentities: users } : {}),
  }
}

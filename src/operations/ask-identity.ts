import { checkIdentity } from '../checks/managed-identity.ts'
import { cloudScope } from '../checks/metadata.ts'
import type { Finding } from '../core/finding.ts'
import type { Context } from './context.ts'

export interface IdentityLook {
  /** Known once the checks are; not waited for where there is an identity. */
  readonly waitMs: number | Promise<number>
  /** Where login works already, a silent metadata service is a warning. */
  readonly wired: boolean
  /** The cloud that an earlier run was told. */
  readonly cloud: string | undefined
}

/** Asks for the managed identity: 22 or 25 when it blocks. */
export function askIdentity({ host, budget }: Context, look: IdentityLook): Promise<Finding> {
  return checkIdentity(host, {
    scope: cloudScope(look.cloud),
    waitMs: look.waitMs,
    silence: look.wired ? 'warns' : 'blocks',
    deadline: budget.deadline,
  })
}

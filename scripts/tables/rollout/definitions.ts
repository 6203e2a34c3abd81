import { applicationDefinitions } from './application-policy.ts'
import { auditDefinitions } from './audit-policy.ts'
import type { Definition } from './definition.ts'
import { extensionDefinitions } from './extension-policy.ts'
import { identityDefinitions } from './identity-policy.ts'

/** Every policy definition, in the order in which they make sense to a reader. */
export const definitions: readonly Definition[] = [
  ...identityDefinitions,
  ...extensionDefinitions,
  ...applicationDefinitions,
  ...auditDefinitions,
]

import type { JsonObject } from './json.ts'
import { effectParameter } from './parameters.ts'

/** Parameters of an initiative for the built-in definition that flags local accounts which are not approved. */
export const localAccountParameters: JsonObject = {
  localAccountsEffect: effectParameter(['Disabled', 'AuditIfNotExists'], 'the built-in policy for local accounts'),
  allowedLocalUsers: {
    type: 'String',
    metadata: { displayName: 'Approved local users', description: 'Local users that may log in, separated by commas.' },
    defaultValue: '',
  },
  localAccountsOnArc: {
    type: 'String',
    metadata: {
      displayName: 'Local accounts of Arc servers',
      description: 'Whether Arc-enabled servers are looked at too; Azure charges for that.',
    },
    allowedValues: ['true', 'false'],
    defaultValue: 'false',
  },
}

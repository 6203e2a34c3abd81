import { lacksSystemIdentity, machines, supportedMachine } from './conditions.ts'
import { definition, type Definition } from './definition.ts'
import { roleId } from './names.ts'
import type { ParameterName } from './parameters.ts'

/** Parameters that say which machines are in scope. */
export const scopeParameters: readonly ParameterName[] = ['includedImageIds', 'includedImagePublishers', 'exclusionTag']

/** Gives supported machines a system-assigned identity beside those that they have. */
export const identityDefinitions: readonly Definition[] = machines.map((machine) =>
  definition({
    name: `${machine.key}-identity`,
    displayName: `Entra login: ${machine.label} get a system-assigned managed identity`,
    description:
      'Adds a system-assigned managed identity to supported machines that have none, and keeps their user-assigned ' +
      'identities. The login needs it. New machines get it in the request that creates them.',
    effects: ['Audit', 'Modify', 'Disabled'],
    parameters: scopeParameters,
    condition: [
      ...supportedMachine(machine),
      // Older versions of the API know no list of user-assigned identities, so a change could drop them.
      { value: '[requestContext().apiVersion]', greaterOrEquals: '2018-10-01' },
      lacksSystemIdentity,
    ],
    details: {
      roleDefinitionIds: [roleId('Virtual Machine Contributor'), roleId('Managed Identity Operator')],
      conflictEffect: 'audit',
      operations: [
        {
          operation: 'addOrReplace',
          field: 'identity.type',
          value:
            "[if(contains(field('identity.type'), 'UserAssigned'), concat(field('identity.type'), ',SystemAssigned'), 'SystemAssigned')]",
        },
      ],
    },
  }),
)

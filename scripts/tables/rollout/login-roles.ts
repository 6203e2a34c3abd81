import type { JsonObject } from './json.ts'
import { apiVersions, roles, type RoleName } from './names.ts'
import { deploymentTemplate, templateParameter } from './template.ts'

/** Who may log in: role assignments on a resource group, for administrators (sudo) and for users. */
export function loginRolesTemplate(): JsonObject {
  return deploymentTemplate({
    parameters: {
      administratorIds: templateParameter('array', 'Object ids of those who log in and may use sudo.', []),
      userIds: templateParameter('array', 'Object ids of those who log in without sudo.', []),
      principalType: {
        ...templateParameter('string', 'What the ids are.', 'Group'),
        allowedValues: ['Group', 'User', 'ServicePrincipal'],
      },
    },
    resources: [
      assignments('administratorIds', 'Virtual Machine Administrator Login'),
      assignments('userIds', 'Virtual Machine User Login'),
    ],
  })
}

function assignments(parameter: string, role: RoleName): JsonObject {
  const id = `parameters('${parameter}')[copyIndex()]`
  return {
    copy: { name: parameter, count: `[length(parameters('${parameter}'))]` },
    type: 'Microsoft.Authorization/roleAssignments',
    apiVersion: apiVersions.roleAssignments,
    name: `[guid(resourceGroup().id, ${id}, '${roles[role]}')]`,
    properties: {
      roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles[role]}')]`,
      principalId: `[${id}]`,
      principalType: "[parameters('principalType')]",
    },
  }
}

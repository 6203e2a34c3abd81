import { initiatives } from './initiatives.ts'
import type { JsonObject } from './json.ts'
import { apiVersions, roles, type RoleName } from './names.ts'
import { policyId, type PolicyScope } from './policy-templates.ts'
import { deploymentTemplate, templateParameter } from './template.ts'

const assignment = 'Microsoft.Authorization/policyAssignments'

/** The template that assigns an initiative and gives its identity the roles that its changes need. */
export function assignmentTemplate(scope: PolicyScope): JsonObject {
  const id = policyId(scope, 'policyAssignments', "parameters('assignmentName')")
  const needed = [...new Set(initiatives.flatMap((initiative) => initiative.roles))]
  return deploymentTemplate({
    scope,
    parameters: {
      initiative: {
        ...templateParameter('string', 'The initiative to assign.', 'aadsshlogin-extension'),
        allowedValues: initiatives.map(({ name }) => name),
      },
      // At a management group a name has 24 characters at most.
      assignmentName: { ...templateParameter('string', 'Name of the assignment.', 'entra-login-linux'), maxLength: 24 },
      location: templateParameter('string', 'Where the identity of the assignment is kept.', '[deployment().location]'),
      policyParameters: templateParameter('object', 'Parameters of the initiative: { "name": { "value": … } }.', {}),
      enforcementMode: {
        ...templateParameter('string', 'DoNotEnforce only reports.', 'Default'),
        allowedValues: ['Default', 'DoNotEnforce'],
      },
      notScopes: templateParameter('array', 'Ids of resource groups or subscriptions that are left out.', []),
      resourceSelectors: templateParameter('array', 'Regions to begin with; empty means everywhere.', []),
    },
    resources: [assignmentResource(scope), ...needed.map((role) => roleAssignment(scope, id, role))],
    outputs: { assignmentId: { type: 'string', value: `[${id}]` } },
  })
}

function assignmentResource(scope: PolicyScope): JsonObject {
  return {
    type: assignment,
    apiVersion: apiVersions.policyAssignments,
    name: "[parameters('assignmentName')]",
    location: "[parameters('location')]",
    identity: { type: 'SystemAssigned' },
    properties: {
      displayName: "[format('Entra login for Linux ({0})', parameters('initiative'))]",
      policyDefinitionId: `[${policyId(scope, 'policySetDefinitions', "parameters('initiative')")}]`,
      parameters: "[parameters('policyParameters')]",
      enforcementMode: "[parameters('enforcementMode')]",
      notScopes: "[parameters('notScopes')]",
      resourceSelectors: "[parameters('resourceSelectors')]",
      nonComplianceMessages: [{ message: 'People cannot log in to this Linux machine with Microsoft Entra ID.' }],
    },
  }
}

/** Only the portal grants these by itself; without them a remediation fails with AuthorizationFailed. */
function roleAssignment(scope: PolicyScope, assignmentId: string, role: RoleName): JsonObject {
  const roleDefinition = "'Microsoft.Authorization/roleDefinitions'"
  const where = scope === 'subscription' ? 'subscription().id' : 'managementGroup().id'
  const usedBy = initiatives.filter(({ roles: wanted }) => wanted.includes(role)).map(({ name }) => `'${name}'`)
  return {
    condition: `[contains(createArray(${usedBy.join(', ')}), parameters('initiative'))]`,
    type: 'Microsoft.Authorization/roleAssignments',
    apiVersion: apiVersions.roleAssignments,
    name: `[guid(${where}, parameters('assignmentName'), '${roles[role]}')]`,
    dependsOn: [`[${assignmentId}]`],
    properties: {
      roleDefinitionId: `[${roleIdExpression(scope, roleDefinition, roles[role])}]`,
      principalId: `[reference(${assignmentId}, '${apiVersions.policyAssignments}', 'Full').identity.principalId]`,
      // A new identity is not everywhere at once; with its kind said, Azure does not look it up.
      principalType: 'ServicePrincipal',
      description: role,
    },
  }
}

function roleIdExpression(scope: PolicyScope, type: string, id: string): string {
  return scope === 'subscription' ? `subscriptionResourceId(${type}, '${id}')` : `tenantResourceId(${type}, '${id}')`
}

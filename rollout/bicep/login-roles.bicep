// Who may log in to the machines of a resource group. The same as ../roles/login-roles.json.

@description('Object ids of those who log in and may use sudo.')
param administratorIds array = []

@description('Object ids of those who log in without sudo.')
param userIds array = []

@description('What the ids are.')
@allowed(['Group', 'User', 'ServicePrincipal'])
param principalType string = 'Group'

// Virtual Machine Administrator Login
resource administrators 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in administratorIds: {
  name: guid(resourceGroup().id, id, '1c0163c0-47e6-4577-8991-ea5c82e286e4')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '1c0163c0-47e6-4577-8991-ea5c82e286e4')
    principalId: id
    principalType: principalType
  }
}]

// Virtual Machine User Login
resource users 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in userIds: {
  name: guid(resourceGroup().id, id, 'fb879df8-f326-4884-b1cf-06f3ad86be52')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'fb879df8-f326-4884-b1cf-06f3ad86be52')
    principalId: id
    principalType: principalType
  }
}]

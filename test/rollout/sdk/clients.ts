import { AuthorizationManagementClient } from '@azure/arm-authorization'
import { ComputeManagementClient } from '@azure/arm-compute'
import { HybridComputeManagementClient } from '@azure/arm-hybridcompute'
import { PolicyClient } from '@azure/arm-policy'
import { PolicyInsightsClient } from '@azure/arm-policyinsights'
import { compute } from './compute.ts'
import type { RoundTrip, Wire } from './wire.ts'

const subscription = '00000000-0000-0000-0000-000000000001'
const credential = { getToken: () => Promise.resolve({ token: 't', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) }

/** How each resource type of the templates goes through the model of Azure's own client: read, then written. */
export function roundTrips(wire: Wire): Readonly<Record<string, RoundTrip>> {
  const options = { httpClient: wire.client, retryOptions: { maxRetries: 0 } }
  const policy = new PolicyClient(credential, subscription, options)
  const insights = new PolicyInsightsClient(credential, subscription, options)
  const roles = new AuthorizationManagementClient(credential, subscription, options)
  const arc = new HybridComputeManagementClient(credential, subscription, options)
  const scope = `subscriptions/${subscription}`
  return {
    ...compute(new ComputeManagementClient(credential, subscription, options)),
    'Microsoft.HybridCompute/machines/extensions': {
      read: ([machine = '', name = '']) => arc.machineExtensions.get('rg', machine, name),
      write: ([machine = '', name = ''], model) =>
        arc.machineExtensions.beginCreateOrUpdateAndWait('rg', machine, name, model as never),
    },
    'Microsoft.Authorization/policyDefinitions': {
      read: ([name = '']) => policy.policyDefinitions.get(name),
      write: ([name = ''], model) => policy.policyDefinitions.createOrUpdate(name, model),
    },
    'Microsoft.Authorization/policySetDefinitions': {
      read: ([name = '']) => policy.policySetDefinitions.get(name),
      write: ([name = ''], model) => policy.policySetDefinitions.createOrUpdate(name, model),
    },
    'Microsoft.Authorization/policyAssignments': {
      read: ([name = '']) => policy.policyAssignments.get(scope, name),
      write: ([name = ''], model) => policy.policyAssignments.create(scope, name, model),
    },
    'Microsoft.PolicyInsights/remediations': {
      read: ([name = '']) => insights.remediations.getAtSubscription(name),
      write: ([name = ''], model) => insights.remediations.createOrUpdateAtSubscription(name, model),
    },
    'Microsoft.Authorization/roleAssignments': {
      read: ([name = '']) => roles.roleAssignments.get(scope, name),
      write: ([name = ''], model) => roles.roleAssignments.create(scope, name, model as never),
    },
  }
}

import { randomUUID } from 'node:crypto'

/** The names and GUIDs of one run; the agent expects them never to change. */
export interface Identifiers {
  readonly containerId: string
  readonly deploymentId: string
  readonly roleInstance: string
  readonly vmName: string
  readonly vmId: string
  readonly tenantId: string
  readonly subscriptionId: string
  readonly resourceGroup: string
  readonly identityClientId: string
  readonly identityObjectId: string
  readonly blobContainer: string
}

/** Returns fresh identifiers for one run. */
export function makeIdentifiers(): Identifiers {
  return {
    containerId: randomUUID(),
    deploymentId: randomUUID(),
    roleInstance: '_labvm',
    vmName: 'labvm',
    vmId: randomUUID(),
    tenantId: randomUUID(),
    subscriptionId: randomUUID(),
    resourceGroup: 'lab-rg',
    identityClientId: randomUUID(),
    identityObjectId: randomUUID(),
    blobContainer: `c${randomUUID().slice(0, 8)}`,
  }
}

/** Returns the ConfigName of a goal state; its part before the first dot is the deployment id. */
export function configName(ids: Identifiers, incarnation: number): string {
  return `${ids.deploymentId}.0.${ids.deploymentId}.0.${ids.roleInstance}.${incarnation}.xml`
}

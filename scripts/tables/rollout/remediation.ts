import type { JsonObject } from './json.ts'
import { apiVersions } from './names.ts'
import { deploymentTemplate, templateParameter } from './template.ts'

/** What is put right together. Stages run one after the other; an initiative has no order of its own. */
export interface Stage {
  readonly file: string
  readonly references: readonly string[]
  /** The second stage must look anew: before the identity was there, these machines were out of scope. */
  readonly discovery: 'ExistingNonCompliant' | 'ReEvaluateCompliance'
}

export const stages: readonly Stage[] = [
  {
    file: 'remediation-1-identity',
    references: ['vm-identity', 'vmss-identity'],
    discovery: 'ExistingNonCompliant',
  },
  {
    file: 'remediation-2-extension',
    references: ['vm-extension', 'vmss-extension', 'arc-extension'],
    discovery: 'ReEvaluateCompliance',
  },
  {
    file: 'remediation-2-application',
    references: ['vm-application', 'vmss-application'],
    discovery: 'ReEvaluateCompliance',
  },
]

/** One remediation task per definition of a stage, in a subscription: looking anew is not possible above one. */
export function remediationTemplate(stage: Stage): JsonObject {
  return deploymentTemplate({
    scope: 'subscription',
    parameters: {
      assignmentId: templateParameter('string', 'Id of the assignment: the output of its template.'),
      run: templateParameter('string', 'Part of the names of the tasks; tasks cannot be changed once started.', '1'),
      parallelDeployments: {
        ...templateParameter('int', 'Machines at a time and task; this is what spares the package mirror.', 10),
        minValue: 1,
        maxValue: 30,
      },
      resourceCount: {
        ...templateParameter('int', 'Machines at most and task.', 500),
        minValue: 1,
        maxValue: 50_000,
      },
      failureThreshold: templateParameter('string', 'Share of failures, 0.0 to 1.0, that ends the task.', '0.1'),
      locations: templateParameter('array', 'Regions to begin with; empty means everywhere.', []),
    },
    resources: stage.references.map((reference) => task(reference, stage.discovery)),
  })
}

function task(reference: string, discovery: string): JsonObject {
  return {
    type: 'Microsoft.PolicyInsights/remediations',
    apiVersion: apiVersions.remediations,
    name: `[format('aadsshlogin-${reference}-{0}', parameters('run'))]`,
    properties: {
      policyAssignmentId: "[parameters('assignmentId')]",
      policyDefinitionReferenceId: reference,
      resourceDiscoveryMode: discovery,
      parallelDeployments: "[parameters('parallelDeployments')]",
      resourceCount: "[parameters('resourceCount')]",
      failureThreshold: { percentage: "[json(parameters('failureThreshold'))]" },
      filters: { locations: "[parameters('locations')]" },
    },
  }
}

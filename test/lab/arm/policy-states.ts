import type { Compliance, Finding } from './compliance.ts'
import type { Answer, Dictionary, Routes } from './wire.ts'

const states = '/{scope+}/providers/Microsoft.PolicyInsights/policyStates/latest'

/** What clients can ask of compliance. */
export function policyStateRoutes(compliance: Compliance): Routes {
  return {
    [`POST ${states}/queryResults`]: ({ parts }) => {
      const value = within(compliance, parts.scope ?? '').map(stateOf)
      return { status: 200, body: { '@odata.count': value.length, value } }
    },
    [`POST ${states}/summarize`]: ({ parts }) => ({
      status: 200,
      body: { '@odata.count': 1, value: [summaryOf(within(compliance, parts.scope ?? ''))] },
    }),
    [`POST ${states}/triggerEvaluation`]: (): Answer => ({
      status: 202,
      work: () => {
        compliance.scan()
        return Promise.resolve()
      },
    }),
  }
}

/** Findings of a scope: an assignment, or whatever the ids of resources begin with. */
function within({ latest }: Compliance, scope: string): Finding[] {
  const begin = `/${scope}`.toLowerCase().replace(/\/+/g, '/')
  const isAssignment = begin.includes('/policyassignments/')
  return latest.filter(({ assignment, resource }) =>
    isAssignment ? assignment.id.toLowerCase() === begin : resource.id.toLowerCase().startsWith(begin),
  )
}

function stateOf({ resource, assignment, definition, reference, effect, isCompliant }: Finding): Dictionary {
  return {
    timestamp: new Date().toISOString(),
    resourceId: resource.id,
    resourceType: resource.type,
    resourceLocation: resource.location,
    policyAssignmentId: assignment.id,
    policyAssignmentName: assignment.name,
    policyDefinitionId: definition.id,
    policyDefinitionName: definition.name,
    policyDefinitionReferenceId: reference ?? '',
    policyDefinitionAction: effect,
    isCompliant,
    complianceState: isCompliant ? 'Compliant' : 'NonCompliant',
  }
}

function summaryOf(findings: readonly Finding[]): Dictionary {
  const byAssignment = Map.groupBy(findings, ({ assignment }) => assignment.id)
  return {
    results: resultsOf(findings),
    policyAssignments: [...byAssignment].map(([policyAssignmentId, own]) => ({
      policyAssignmentId,
      results: resultsOf(own),
      policyDefinitions: [...Map.groupBy(own, ({ definition }) => definition.id)].map(([id, part]) => ({
        policyDefinitionId: id,
        policyDefinitionReferenceId: part[0]?.reference,
        effect: part[0]?.effect,
        results: resultsOf(part),
      })),
    })),
  }
}

function resultsOf(findings: readonly Finding[]): Dictionary {
  const wrong = findings.filter(({ isCompliant }) => !isCompliant)
  const resources = new Set(wrong.map(({ resource }) => resource.id))
  const definitions = new Set(wrong.map(({ definition }) => definition.id))
  return { nonCompliantResources: resources.size, nonCompliantPolicies: definitions.size }
}

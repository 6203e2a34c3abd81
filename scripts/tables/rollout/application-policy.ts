import { machines, supportedMachine, type Machine } from './conditions.ts'
import { definition, type Definition } from './definition.ts'
import { scopeParameters } from './identity-policy.ts'
import type { JsonObject } from './json.ts'
import { roleId } from './names.ts'

/** Puts the VM Application on supported machines: the way for those who cannot publish an extension. */
export const applicationDefinitions: readonly Definition[] = machines.map((machine) =>
  definition({
    name: `${machine.key}-application`,
    displayName: `Entra login: ${machine.label} have the VM Application`,
    description:
      'Adds the VM Application with the handler to supported machines that lack it, and keeps their other ' +
      'applications. A failed install counts as a failed deployment.',
    effects: ['Audit', 'Modify', 'Disabled'],
    parameters: ['galleryApplicationId', 'applicationVersion', ...scopeParameters],
    condition: [...supportedMachine(machine), lacksThisApplication(machine)],
    details: {
      roleDefinitionIds: [roleId('Virtual Machine Contributor')],
      conflictEffect: 'audit',
      operations: [
        {
          operation: 'add',
          field: machine.applications,
          value: {
            packageReferenceId:
              "[concat(parameters('galleryApplicationId'), '/versions/', parameters('applicationVersion'))]",
            order: 1,
            // Without this a script that fails is reported as a success.
            treatFailureAsDeploymentFailure: true,
          },
        },
      ],
    },
  }),
)

function lacksThisApplication({ applications }: Machine): JsonObject {
  return {
    count: {
      field: `${applications}[*]`,
      where: {
        field: `${applications}[*].packageReferenceId`,
        contains: "[concat(parameters('galleryApplicationId'), '/')]",
      },
    },
    equals: 0,
  }
}

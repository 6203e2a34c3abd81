import { lacksApplication, lacksSystemIdentity, machines, supportedMachine } from './conditions.ts'
import { definition, type Definition } from './definition.ts'
import { extensionExists } from './extension-policy.ts'
import { scopeParameters } from './identity-policy.ts'

/** What is missing. A machine without an identity is out of the scope of the extension's policy, so it is told here. */
export const auditDefinitions: readonly Definition[] = machines.flatMap((machine) => [
  definition({
    name: `${machine.key}-identity-audit`,
    displayName: `Entra login: ${machine.label} should have a system-assigned managed identity`,
    description: 'Flags supported machines without a system-assigned managed identity: nobody can log in there.',
    effects: ['Audit', 'Disabled'],
    parameters: scopeParameters,
    condition: [...supportedMachine(machine), lacksSystemIdentity],
  }),
  definition({
    name: `${machine.key}-login-audit`,
    displayName: `Entra login: ${machine.label} should have Entra login`,
    description:
      'Flags supported machines with neither the extension, installed and done, nor the VM Application, whether ' +
      'they have an identity or not.',
    effects: ['AuditIfNotExists', 'Disabled'],
    parameters: ['extensionPublisher', 'extensionType', 'applicationName', ...scopeParameters],
    condition: [...supportedMachine(machine), lacksApplication(machine)],
    details: { type: `${machine.type}/extensions`, existenceCondition: extensionExists(machine.type) },
  }),
])

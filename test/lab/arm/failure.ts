import { instanceView } from '../azure/instance-view.ts'
import type { StepOutcome } from '../azure/steps.ts'
import { ArmError } from './wire.ts'

/** The extension as the resource manager names it in its errors. */
export interface Named {
  readonly name: string
  /** Publisher and type. */
  readonly handler: string
  readonly vm: string
}

const help = 'More information on troubleshooting is available at https://aka.ms/vmextensionlinuxtroubleshoot'

/**
 * The error that an operation on an extension ends with, undefined where it went well. Codes and wording follow public
 * reports of real failures: https://github.com/Azure/azure-linux-extensions/issues/1902, …/1200.
 */
export function failureOf(outcome: StepOutcome, named: Named): ArmError | undefined {
  const error = instanceView(outcome).error
  return error === undefined ? undefined : new ArmError(409, error.code, textOf(error.code, outcome, named))
}

function textOf(code: string, { handler, extension }: StepOutcome, named: Named): string {
  switch (code) {
    case 'VMExtensionHandlerNonTransientError':
      return (
        `The handler for VM extension type '${named.handler}' has reported terminal failure for VM extension ` +
        `'${named.name}' with error message: '${handler?.message ?? ''}'.\r\n    \r\n` +
        `'Install handler failed for the extension. ${help}'`
      )
    case 'VMExtensionProvisioningError': {
      const clarified = extension?.substatuses.find(({ name }) => name === 'ErrorClarification')?.code ?? 0
      const whose = clarified > 0 ? 'a user failure' : 'a failure'
      const clarification = clarified > 0 ? ` Error code: '${clarified}'.` : ''
      return (
        `VM has reported ${whose} when processing extension '${named.name}' (publisher and type ` +
        `'${named.handler}').${clarification} Error message: "${extension?.message ?? ''}". ${help}`
      )
    }
    case 'VMAgentStatusCommunicationError':
      return (
        `VM '${named.vm}' has not reported status for VM agent or extensions. ` +
        'Verify that the OS is up and healthy, the VM has a running VM agent, and that it can establish outbound connections.'
      )
    default:
      return `Provisioning of VM extension ${named.name} has timed out. Extension provisioning has taken too long to complete.`
  }
}

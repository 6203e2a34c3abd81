import type { StepOutcome } from './steps.ts'

/** One line of an instance view. */
export interface ViewStatus {
  readonly code: string
  readonly level: 'Info' | 'Warning' | 'Error'
  readonly displayStatus: string
  readonly message: string
}

/** What portal and CLI show of an extension; `error` is what `az vm extension set` would print. */
export interface InstanceView {
  readonly typeHandlerVersion: string | undefined
  readonly statuses: readonly ViewStatus[]
  readonly substatuses: readonly ViewStatus[]
  readonly error: { readonly code: string; readonly message: string } | undefined
}

type Reported = Pick<StepOutcome, 'end' | 'handler' | 'extension' | 'agentHeard'>

/** Returns the instance view of an outcome: the extension's own status goes before the handler's. */
export function instanceView(outcome: Reported): InstanceView {
  const { handler, extension } = outcome
  return {
    typeHandlerVersion: handler?.version,
    statuses: handler === undefined ? [] : [statusOf(outcome)],
    substatuses: (extension?.substatuses ?? []).map((part) => {
      const state = provisioning(part.status)
      const code = `ComponentStatus/${part.name ?? ''}/${state}${part.code ? `/${part.code}` : ''}`
      return view(code, state, part.message ?? '')
    }),
    error: errorOf(outcome),
  }
}

type State = 'succeeded' | 'failed' | 'transitioning' | 'warning'

function statusOf({ handler, extension }: Reported): ViewStatus {
  if (extension !== undefined) {
    const state = provisioning(extension.status)
    return view(`ProvisioningState/${state}/${extension.code ?? 0}`, state, extension.message ?? '')
  }
  const { code = 0, message = '', status = 'NotReady' } = handler ?? {}
  const state = code !== 0 ? 'failed' : status === 'Ready' ? 'succeeded' : 'transitioning'
  return view(`ProvisioningState/${state}/${code}`, state, message)
}

function provisioning(status: string | null): State {
  switch (status) {
    case 'success':
      return 'succeeded'
    case 'transitioning':
    case 'warning':
      return status
    case null:
    default:
      return 'failed'
  }
}

const shown = {
  succeeded: { level: 'Info', displayStatus: 'Provisioning succeeded' },
  failed: { level: 'Error', displayStatus: 'Provisioning failed' },
  transitioning: { level: 'Info', displayStatus: 'Transitioning' },
  warning: { level: 'Warning', displayStatus: 'Warning' },
} as const satisfies Record<State, Omit<ViewStatus, 'code' | 'message'>>

function view(code: string, state: State, message: string): ViewStatus {
  return { code, ...shown[state], message }
}

/** The codes of Azure Resource Manager, by who failed; the wording follows public reports of real failures. */
function errorOf({ end, handler, extension, agentHeard }: Reported): InstanceView['error'] {
  if (!agentHeard) {
    const message = 'The VM has not reported status for VM agent or extensions.'
    return { code: 'VMAgentStatusCommunicationError', message }
  }
  if (extension?.status === 'error') {
    const clarified = extension.substatuses.find(({ name }) => name === 'ErrorClarification')?.code ?? 0
    const whose = clarified > 0 ? 'a user failure' : 'a failure'
    const code = clarified > 0 ? ` Error code: '${clarified}'.` : ''
    const message = `VM has reported ${whose} when processing the extension.${code} Error message: "${extension.message ?? ''}"`
    return { code: 'VMExtensionProvisioningError', message }
  }
  if (handler !== undefined && handler.status !== 'Ready' && handler.code !== 0) {
    const message = `The handler ${handler.handler} has reported terminal failure with error message: '${handler.message}'`
    return { code: 'VMExtensionHandlerNonTransientError', message }
  }
  if (end !== 'timeout') return undefined
  return { code: 'VMExtensionProvisioningTimeout', message: 'Provisioning of the VM extension has timed out.' }
}

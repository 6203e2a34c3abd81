import type { AgentGeneration, Operation } from './contract.ts'

/** What a command is told by the agent. */
export interface CommandContext {
  readonly operation: Operation
  /** Folder and version of the handler that runs. */
  readonly base: string
  readonly version: string
  readonly sequence: number
  /** Exit code of the old uninstall, for install and enable of an update; `NOT_RUN` otherwise. */
  readonly uninstallCode: string
  readonly update?: {
    /** Exit code of the old disable; the word `None` when it was not run. */
    readonly disableCode: string
    readonly to: string
    readonly from: string
  }
}

/** Returns the environment of the agent itself, which is all that a command inherits; the last three are systemd's. */
export function agentEnvironment(generation: AgentGeneration): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    _AZURE_GUEST_AGENT_DAEMON_VERSION_: generation,
    PYTHONDONTWRITEBYTECODE: '1',
    INVOCATION_ID: '304bba70915c43ac9782c64166583a87',
    JOURNAL_STREAM: '9:104073',
    SYSTEMD_EXEC_PID: '70',
  }
}

/** Returns the whole environment of a command. The agent's own variables win over those made for the command. */
export function commandEnvironment(
  context: CommandContext,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const { operation, base, version, sequence, uninstallCode, update } = context
  const made: Record<string, string> = {
    AZURE_GUEST_AGENT_EXTENSION_PATH: base,
    AZURE_GUEST_AGENT_EXTENSION_VERSION: version,
    AZURE_GUEST_AGENT_WIRE_PROTOCOL_ADDRESS: '168.63.129.16',
    AZURE_GUEST_AGENT_EXTENSION_SUPPORTED_FEATURES: '[{"Key": "ExtensionTelemetryPipeline", "Value": "1.0"}]',
    ConfigSequenceNumber: String(sequence),
  }
  if (operation === 'install' || operation === 'enable') made.AZURE_GUEST_AGENT_UNINSTALL_CMD_EXIT_CODE = uninstallCode
  if (update !== undefined) {
    made.AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODE = update.disableCode
    made.AZURE_GUEST_AGENT_UPDATING_FROM_VERSION = update.from
    made.VERSION = update.to
  }
  return { ...made, ...own }
}

/** Where the agent keeps things, as `Lib.Dir` and `Extension.LogDir` of its configuration say. */
export interface AgentFolders {
  readonly lib: string
  readonly log: string
}

/** The shipped configuration. */
export const azureFolders: AgentFolders = { lib: '/var/lib/waagent', log: '/var/log/azure' }

/** The paths of one version of a handler, in the machine. */
export interface Layout {
  readonly base: string
  readonly zip: string
  readonly manifest: string
  readonly environment: string
  readonly heartbeat: string
  readonly config: string
  readonly state: string
  readonly handlerStatus: string
  readonly status: string
  readonly sequence: string
  readonly log: string
  readonly commandLog: string
  readonly events: string
}

/** Returns the paths of one version; the log folder is shared by all of them. */
export function layoutOf(folders: AgentFolders, handler: string, version: string): Layout {
  const base = `${folders.lib}/${handler}-${version}`
  const log = `${folders.log}/${handler}`
  return {
    base,
    zip: `${folders.lib}/${handler}__${version}.zip`,
    manifest: `${base}/HandlerManifest.json`,
    environment: `${base}/HandlerEnvironment.json`,
    heartbeat: `${base}/heartbeat.log`,
    config: `${base}/config`,
    state: `${base}/config/HandlerState`,
    handlerStatus: `${base}/config/HandlerStatus`,
    status: `${base}/status`,
    sequence: `${base}/mrseq`,
    log,
    commandLog: `${log}/CommandExecution.log`,
    events: `${log}/events`,
  }
}

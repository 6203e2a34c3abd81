/** Where the handler keeps what must outlive a version folder. Root only; the agent's folders vanish on update. */
const state = '/var/lib/aadsshlogin-handler'

export const layout = {
  state,
  ledger: `${state}/ledger.json`,
  memory: `${state}/state.json`,
  /** Scripts of packages that were put out of the way. */
  scripts: `${state}/scripts`,
  updateMarker: `${state}/update.json`,
  transaction: `${state}/transaction`,
  /** Files of others as they were before a repair. */
  kept: `${state}/kept`,
  lock: '/run/aadsshlogin-handler.lock',
  lockHolder: '/run/aadsshlogin-handler.holder',
  /** Uninstall of Microsoft's own handler keeps the packages while this file names another version. */
  microsoftVersionMarker: '/var/log/AADSSHLoginForLinux.version',
} as const

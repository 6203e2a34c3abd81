/** Where the handler keeps what must outlive a version folder. Root only; the agent's folders vanish on update. */
const state = '/var/lib/aadsshlogin-handler'

export const layout = {
  state,
  ledger: `${state}/ledger.json`,
  memory: `${state}/state.json`,
  updateMarker: `${state}/update.json`,
  transaction: `${state}/transaction`,
  lock: '/run/aadsshlogin-handler.lock',
  lockHolder: '/run/aadsshlogin-handler.holder',
  /** Uninstall of Microsoft's own handler keeps the packages while this file names another version. */
  microsoftVersionMarker: '/var/log/AADSSHLoginForLinux.version',
} as const

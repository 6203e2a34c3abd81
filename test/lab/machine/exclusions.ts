export interface Exclusion {
  /** Paths, for node:path's matchesGlob; a pattern for what a folder holds does not match the folder. */
  glob: string
  reason: string
}

/** What may differ after a package, or the extension, was installed and removed. */
export const exclusions: readonly Exclusion[] = [
  { glob: '/var/lib/dpkg/status', reason: 'dpkg remembers a removed package; states are compared with dpkg-query' },
  { glob: '/var/lib/dpkg/status-old', reason: "dpkg's backup of the file before" },
  {
    glob: '/var/lib/dpkg/info/aadsshlogin*.{list,postrm}',
    reason: 'what dpkg keeps of a removed package until a purge',
  },
  { glob: '/var/lib/apt/lists/*', reason: 'indexes apt has downloaded' },
  { glob: '/var/cache/apt/*.bin', reason: "apt's cache of its lists" },
  { glob: '/var/cache/apt/archives/*.deb', reason: 'packages apt has downloaded' },
  { glob: '/var/cache/debconf/*-old', reason: "debconf's backups; pam-auth-update uses it" },
  { glob: '/var/cache/ldconfig/aux-cache', reason: "the linker's cache of where libraries are; the package has one" },
  { glob: '/etc/{group,gshadow}-', reason: "groupadd's and groupdel's backups; the package has a group" },
  { glob: '/var/log/{dpkg.log,apt/*}', reason: 'logs of the package managers' },
  { glob: '/var/log/journal/*/*', reason: 'the system log' },
  { glob: '/var/log/azure/**', reason: 'logs of extensions, kept for support' },
  { glob: '/var/log/waagent.log', reason: "the agent's log" },
  { glob: '/var/lib/waagent/**', reason: "the agent's folder: goal states, certificates, extensions" },
  {
    glob: '/run/aadsshlogin-handler.lock',
    reason: 'a lock file that is removed lets two processes hold it; gone at boot',
  },
  { glob: '/run/waagent.pid', reason: "the agent's" },
]

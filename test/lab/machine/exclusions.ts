export interface Exclusion {
  /** Paths, for node:path's matchesGlob; a pattern for what a folder holds does not match the folder. */
  glob: string
  reason: string
  /** Who makes the difference: installing and removing packages, the guest agent, the system itself, the extension. */
  by: 'packages' | 'agent' | 'system' | 'extension'
}

/** What may differ after a package, or the extension, was installed and removed. */
export const exclusions: readonly Exclusion[] = [
  {
    glob: '/var/lib/dpkg/status',
    reason: 'dpkg remembers a removed package; states are compared with dpkg-query',
    by: 'packages',
  },
  { glob: '/var/lib/dpkg/status-old', reason: "dpkg's backup of the file before", by: 'packages' },
  {
    glob: '/var/lib/dpkg/info/aadsshlogin*.{list,postrm}',
    reason: 'what dpkg keeps of a removed package until a purge',
    by: 'packages',
  },
  { glob: '/var/lib/apt/lists/*', reason: 'indexes apt has downloaded', by: 'packages' },
  { glob: '/var/cache/apt/*.bin', reason: "apt's cache of its lists", by: 'packages' },
  { glob: '/var/cache/apt/archives/*.deb', reason: 'packages apt has downloaded', by: 'packages' },
  { glob: '/var/cache/debconf/*-old', reason: "debconf's backups; pam-auth-update uses it", by: 'packages' },
  {
    glob: '/var/cache/ldconfig/aux-cache',
    reason: "the linker's cache of where libraries are; the package has one",
    by: 'packages',
  },
  {
    glob: '/etc/{group,gshadow}-',
    reason: "groupadd's and groupdel's backups; the package has a group",
    by: 'packages',
  },
  { glob: '/var/log/{dpkg.log,apt/*}', reason: 'logs of the package managers', by: 'packages' },
  { glob: '/var/log/journal/*/*', reason: 'the system log', by: 'system' },
  { glob: '/run/systemd/{transient,units/*,journal/streams/*}', reason: 'which services and scopes run', by: 'system' },
  { glob: '/var/log/waagent.log', reason: "the agent's log", by: 'agent' },
  { glob: '/run/waagent.pid', reason: "the agent's process", by: 'agent' },
  { glob: '/var/log/azure/**', reason: 'logs of extensions, kept for support', by: 'extension' },
  {
    glob: '/run/aadsshlogin-handler.lock',
    reason: 'a lock file that is removed lets two processes hold it; gone at boot',
    by: 'extension',
  },
]

/** As `exclusions`, for the package managers over rpm and what stands for systemd in their roots. */
export const rpmExclusions: readonly Exclusion[] = [
  { glob: '/var/lib/rpm/{*,.*}', reason: 'the database of rpm; packages are compared with rpm -qa', by: 'packages' },
  { glob: '/var/lib/dnf/history.sqlite*', reason: "dnf's history of what was installed and removed", by: 'packages' },
  { glob: '/var/cache/dnf/**/{*,.*}', reason: 'lists and packages dnf has downloaded', by: 'packages' },
  { glob: '/var/log/{dnf,dnf.librepo,dnf.rpm,hawkey}.log', reason: 'logs of dnf', by: 'packages' },
  { glob: '/var/cache/zypp/**/{*,.*}', reason: 'lists and packages zypper has downloaded', by: 'packages' },
  {
    glob: '/var/lib/zypp/{AnonymousUniqueId,AutoInstalled}',
    reason: "zypper's number for this machine, and which packages came along",
    by: 'packages',
  },
  { glob: '/var/lib/YaST2/cookies', reason: "zypper's cookies", by: 'packages' },
  { glob: '/var/log/{zypper.log,zypp/history}', reason: 'logs of zypper', by: 'packages' },
  { glob: '/run/zypp.pid', reason: "zypper's lock: an empty file when nobody holds it", by: 'packages' },
  { glob: '/run/.tdnf-instance-lockfile', reason: "tdnf's lock file, which stays", by: 'packages' },
  { glob: '/var/log/systemctl.calls', reason: "what the lab's stand-in for systemctl was asked", by: 'system' },
]

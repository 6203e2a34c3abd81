import { reading, type AptCase } from './case.ts'

/** An installation that ended in a package's own script. */
function script(step: string, words: string): string[] {
  return [
    ...reading,
    'The following NEW packages will be installed:',
    '  aadsshlogin ca-certificates libnss-resolve',
    `Setting up aadsshlogin (1.0.2) ...`,
    'curl: Could not resolve host: elsewhere.example',
    `dpkg: error processing ${step}:`,
    ` ${words}`,
    'Errors were encountered while processing:',
    ' aadsshlogin',
    'E: Sub-process /usr/bin/dpkg returned an error code (1)',
  ]
}

/** dpkg stops: scripts, space, database. */
export const dpkgTexts: readonly AptCase[] = [
  {
    failure: 'interrupted dpkg',
    output: ["E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. "],
    verdict: 'repair',
    reason: "dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem",
  },
  {
    failure: 'dpkg killed',
    output: ['Setting up aadsshlogin (1.0.2) ...', 'E: Sub-process /usr/bin/dpkg exited unexpectedly'],
    verdict: 'repair',
    reason: 'Sub-process /usr/bin/dpkg exited unexpectedly',
  },
  ...(
    [
      ['archive /var/cache/apt/archives/aadsshlogin_1.0.2_amd64.deb (--unpack)', 'new', 'pre-installation'],
      ['package aadsshlogin (--configure)', 'installed', 'post-installation'],
      ['package aadsshlogin (--remove)', 'installed', 'pre-removal'],
      ['package aadsshlogin (--purge)', 'installed', 'post-removal'],
    ] as const
  ).map(([step, which, kind]): AptCase => {
    const words = `${which} aadsshlogin package ${kind} script subprocess returned error exit status 1`
    return {
      failure: `${kind} script fails`,
      output: script(step, words),
      verdict: 'packages.transaction-failed',
      reason: `dpkg: error processing ${step}: ${words}`,
    }
  }),
  {
    failure: 'post-installation script fails, dpkg 1.18',
    output: script(
      'package aadsshlogin (--configure)',
      'subprocess installed post-installation script returned error exit status 1',
    ),
    verdict: 'packages.transaction-failed',
    reason:
      'dpkg: error processing package aadsshlogin (--configure): subprocess installed post-installation script returned error exit status 1',
  },
  {
    failure: 'conffile prompt',
    output: [
      '*** sudo.conf (Y/I/N/O/D/Z) [default=N] ?',
      'dpkg: error processing package aadsshlogin (--configure):',
      ' end of file on stdin at conffile prompt',
      'E: Sub-process /usr/bin/dpkg returned an error code (1)',
    ],
    verdict: 'packages.transaction-failed',
    reason: 'dpkg: error processing package aadsshlogin (--configure): end of file on stdin at conffile prompt',
  },
  {
    failure: 'no space to download',
    output: [...reading, "E: You don't have enough free space in /var/cache/apt/archives/."],
    verdict: 'dependency.disk-full',
    reason: "You don't have enough free space in /var/cache/apt/archives/",
  },
  {
    failure: 'no space to unpack',
    output: [
      'dpkg: error processing archive /var/cache/apt/archives/aadsshlogin_1.0.2_amd64.deb (--unpack):',
      ' cannot copy extracted data: failed to write (No space left on device)',
      'E: Sub-process /usr/bin/dpkg returned an error code (1)',
    ],
    verdict: 'dependency.disk-full',
    reason:
      'dpkg: error processing archive /var/cache/apt/archives/aadsshlogin_1.0.2_amd64.deb (--unpack): cannot copy extracted data: failed to write (No space left on device)',
  },
  {
    failure: 'read-only file system',
    output: [
      'W: Not using locking for read only lock file /var/lib/dpkg/lock-frontend',
      'dpkg: error processing archive /var/cache/apt/archives/aadsshlogin_1.0.2_amd64.deb (--unpack):',
      " unable to create '/usr/sbin/aad_certhandler.dpkg-new': Read-only file system",
    ],
    verdict: 'dependency.read-only',
    reason:
      "dpkg: error processing archive /var/cache/apt/archives/aadsshlogin_1.0.2_amd64.deb (--unpack): unable to create '/usr/sbin/aad_certhandler.dpkg-new': Read-only file system",
  },
  {
    failure: 'status file corrupt',
    output: [
      'E: Unable to parse package file /var/lib/dpkg/status (1)',
      'E: The package lists or status file could not be parsed or opened.',
    ],
    verdict: 'packages.database',
    reason: 'Unable to parse package file /var/lib/dpkg/status (1)',
  },
  {
    failure: 'status file corrupt, from dpkg',
    output: [
      "dpkg: error: parsing file '/var/lib/dpkg/status' near line 7 package 'bash':",
      " end of file during value of field 'Maintainer' (missing final newline)",
    ],
    verdict: 'packages.database',
    reason: "error: parsing file '/var/lib/dpkg/status' near line 7 package 'bash':",
  },
]

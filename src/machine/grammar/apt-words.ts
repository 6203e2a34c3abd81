import type { Sign } from './row.ts'

/** What apt-get and dpkg say, from apt 1.2 to apt 3, which has OpenPGP and TLS texts of its own. */
export const aptSigns = [
  { pattern: 'are you root\\?|Could not open lock file .*Permission denied', verdict: 'dependency.permission' },
  { pattern: 'No space left on device|enough free space in', verdict: 'dependency.disk-full' },
  { pattern: 'Read-only file system', verdict: 'dependency.read-only' },
  { pattern: 'Could not get lock|Unable to acquire the dpkg frontend lock', verdict: 'locked' },
  { pattern: 'Unable to lock (the administration )?directory', verdict: 'locked' },
  { pattern: 'frontend lock was locked by another process', verdict: 'locked' },
  { pattern: 'dpkg was interrupted|/usr/bin/dpkg exited unexpectedly', verdict: 'repair' },
  { pattern: 'maintainer script|script subprocess|script returned error', verdict: 'packages.transaction-failed' },
  { pattern: 'Held packages were changed', verdict: 'package.held' },
  { pattern: '429  |returned error: 429', verdict: 'throttled' },
  { pattern: '(^|\\s)5\\d\\d  \\S|returned error: 5\\d\\d', verdict: 'transient' },
  // The list is older than the mirror behind it.
  { pattern: 'Failed to fetch \\S+\\.deb +404', verdict: 'widen' },
  { pattern: '(^|\\s)(401|403|404|407|410)  \\S|does not have a Release file', verdict: 'repository.refused' },
  { pattern: '(returned error:|from proxy: HTTP/\\S+) (401|403|404|407|410)', verdict: 'repository.refused' },
  {
    pattern: 'ertificate verif|certificate subject name|No system certificates|Could not load .*certificates',
    verdict: 'repository.refused',
  },
  { pattern: 'is not valid yet|is expired', verdict: 'repository.refused' },
  {
    pattern: 'Signing key on \\S+ is not bound|Policy rejected',
    verdict: 'repository.key-refused',
    reason: '(Signing key on \\S+ is not bound.*)$',
  },
  {
    pattern:
      'NO_PUBKEY|EXPKEYSIG|BADSIG|Missing key|signature verification failed|is not signed|Failed to parse keyring',
    verdict: 'repository.signature',
  },
  { pattern: 'Conflicting values set for option Signed-By', verdict: 'repository.conflict' },
  { pattern: 'list of sources could not be read|Syntax error /etc/apt', verdict: 'packages.configuration' },
  { pattern: 'The method driver \\S+ could not be found', verdict: 'dependency.missing-tool' },
  {
    pattern:
      'resolving |Could not resolve|Could not connect|Connection|Error reading from server|Hash Sum mismatch|timed out|Failed to fetch',
    verdict: 'transient',
  },
  { pattern: 'unmet dependencies|is not installable', verdict: 'widen' },
  {
    pattern: 'unmet dependencies|is not installable',
    verdict: 'package.unmet',
    reason: '^ *(\\S+ : (?:Pre)?Depends: .+)$',
  },
  {
    pattern:
      "Unable to locate package|Version '.*' for '.*' was not found|has no installation candidate|^Reinstallation of \\S+ is not possible",
    verdict: 'package.not-published',
  },
  { pattern: 'could not be parsed or opened|parsing file .*status', verdict: 'packages.database' },
] as const satisfies readonly Sign[]

export const aptReasons = [
  '^Err:\\d+ .*\\n +(.+)$',
  '^[WE]: Failed to fetch \\S+ +(.+)$',
  '^(dpkg: error processing .*\\n +.+)$',
  '^E: (?!Sub-process|Some index)(.+)$',
  '^(?:E|W|dpkg): (.+)$',
] as const

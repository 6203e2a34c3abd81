import { rpmSigns } from './rpm.ts'
import type { Sign } from './row.ts'

/** What a client certificate that has expired looks like (Red Hat's update infrastructure in Azure). */
const clientCertificate = {
  pattern: 'Curl error \\((35|58)\\)|curl#(35|58)|certificate (has )?expired',
  verdict: 'repository.client-certificate',
  scope: 'all',
} as const satisfies Sign

const unmet = {
  pattern: 'nothing provides|Requires: ',
  verdict: 'package.unmet',
  reason: '^.*(nothing provides .+|Requires: .+)$',
} as const satisfies Sign

/** What dnf says, 4.2 to 4.23; curl by number, because its words differ by version and TLS library. */
export const dnfSigns = [
  { pattern: 'superuser privileges|You need to be root', verdict: 'dependency.permission' },
  { pattern: 'Waiting for process with pid|locked by \\d+|holding the yum lock', verdict: 'locked' },
  ...rpmSigns,
  { pattern: 'Curl error \\(23\\)|curl#23', verdict: 'dependency.disk-full' },
  {
    pattern: 'Error in (PRE|POST)(IN|UN) scriptlet|^(error|warning): %\\w+\\(',
    verdict: 'packages.transaction-failed',
  },
  { pattern: 'Config error: |Unknown repo: |Problem repository: ', verdict: 'packages.configuration' },
  { pattern: 'There are no enabled repositories|Cannot find a valid baseurl', verdict: 'packages.configuration' },
  {
    pattern:
      'GPG check FAILED|GPG signature verification error|Bad GPG signature|repomd.xml GPG|Public key for .* is not installed|is not signed',
    verdict: 'repository.signature',
  },
  { pattern: 'filtered out by (exclude|modular) filtering', verdict: 'package.held' },
  clientCertificate,
  // A package, not the list: the list is older than the mirror behind it.
  {
    pattern: '\\.rpm: Status code: 404|Errno 2\\] No such file or directory: .*/var/cache|doesn.t match',
    verdict: 'refresh',
  },
  { pattern: 'Status code: (5\\d\\d|429)|HTTPS? Error (5\\d\\d|429)', verdict: 'transient' },
  // All sources were looked at, and those that are broken passed over: what is missing is the reason.
  { ...unmet, scope: 'all' },
  {
    pattern: 'Status code: \\d|HTTPS? Error \\d|Curl error \\((35|51|58|60|77)\\)|curl#(35|51|58|60|77)',
    verdict: 'repository.refused',
  },
  { pattern: 'from proxy|CONNECT tunnel failed|Proxy CONNECT aborted', verdict: 'repository.refused' },
  { pattern: unmet.pattern, verdict: 'widen' },
  { pattern: 'Transaction test error|conflicts with file|conflicts with', verdict: 'packages.transaction-failed' },
  { pattern: ' Problem: ', verdict: 'package.unmet' },
  { pattern: 'Unable to find a match|No match for argument|No package .* available', verdict: 'package.not-published' },
  { pattern: 'Curl error|curl#|Cannot download|Failed to download|No more mirrors|checksum', verdict: 'transient' },
] as const satisfies readonly Sign[]

export const dnfReasons = [
  '^(?:  - |.*\\.rpm: )((?:Status code|Curl error).+?)(?: \\(IP: .*\\))?$',
  '^.*(\\[Errno 14\\] .+)$',
  '^  - (nothing provides .+)$',
  '^Error: \\s*Problem: (.+)$',
  '^(?:error|warning): (%\\w+\\(.+)$',
  '^(?:Error|error): +(.+)$',
  '^(.*(?:is not signed|is not installed|No match for argument|filtered out).*)$',
] as const

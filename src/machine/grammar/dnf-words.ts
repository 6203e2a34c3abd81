import { rpmSigns } from './rpm.ts'
import type { Sign } from './row.ts'

const unmet = {
  pattern: 'nothing provides|Requires: ',
  verdict: 'package.unmet',
  reason: '^.*(nothing provides .+|Requires: .+)$',
} as const satisfies Sign

/** What dnf 4.2 to 4.23 and yum 3 say; curl by number, because its words differ by version and TLS library. */
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
  { pattern: 'There are no enabled repos|Cannot find a valid baseurl', verdict: 'packages.configuration' },
  {
    pattern:
      'GPG check FAILED|GPG signature (verification error|is not available)|signature could not be verified|404 for \\S+\\.asc|repomd\\.xml\\.asc: .*Error 404',
    verdict: 'repository.signature',
    reason: '^(?:Error: )?(.*(?:is not (?:signed|installed|available)|Bad GPG signature|could not be verified).*)$',
  },
  { pattern: 'filtered out by exclude filtering', verdict: 'package.held' },
  {
    // What a client certificate that has expired looks like (Red Hat's update infrastructure in Azure).
    pattern: 'Curl error \\((35|58)\\)|curl#(35|58)|certificate (has )?expired',
    verdict: 'repository.client-certificate',
    scope: 'all',
  },
  // A package, not the list: the list is older than the mirror behind it, or another run emptied the cache.
  {
    pattern: "\\.rpm: (Status code: 404|.*Error 404)|\\[Errno 2\\] .*/var/cache|checksum doesn't match",
    verdict: 'refresh',
  },
  { pattern: 'Status code: 429|HTTPS? Error 429', verdict: 'throttled' },
  { pattern: 'Status code: 5\\d\\d|HTTPS? Error 5\\d\\d', verdict: 'transient' },
  // All sources were looked at, and those that are broken passed over: what is missing is the reason.
  { ...unmet, scope: 'all' },
  {
    pattern: 'Status code: \\d|HTTPS? Error \\d|Curl error \\((35|51|58|60|77)\\)|curl#(35|51|58|60|77)',
    verdict: 'repository.refused',
  },
  { pattern: 'HTTP code 4\\d\\d from proxy|CONNECT tunnel failed, response 4', verdict: 'repository.refused' },
  { pattern: unmet.pattern, verdict: 'widen' },
  { pattern: 'Transaction test error|conflicts with file', verdict: 'packages.transaction-failed' },
  { pattern: ' Problem: |conflicts with', verdict: 'package.unmet' },
  { pattern: 'Unable to find a match|No package .* available', verdict: 'package.not-published' },
  { pattern: 'Curl error|curl#|Cannot download|Failed to download|No more mirrors', verdict: 'transient' },
] as const satisfies readonly Sign[]

export const dnfReasons = [
  '^(?:  - |.*\\.rpm: )((?:Status code|Curl error|Downloading successful, but).+?)(?: \\(IP: .*\\)| Calculated: .*)?$',
  '^.*(\\[Errno 14\\] .+)$',
  '^ +(file \\S+ from install of .+)$',
  '^ +(?:- |Problem(?: \\d+)?: )(package .+ conflicts with .+|nothing provides .+)$',
  '^(?:error|warning): (%\\w+\\(.+)$',
  '^(No match for argument: .+|No package .+ available)',
  '^(?:Error: )?(.*(?:superuser privileges|You need to be root|[Ee]xisting lock|Waiting for process|already locked by|Lock is held).*)$',
  '^(?:Error|error): +(.+)$',
  '^(failure: .+)$',
  '^(.*filtered out.*)$',
] as const

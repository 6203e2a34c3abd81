import { rpmSigns } from './rpm.ts'
import type { Sign } from './row.ts'

const unmet = {
  pattern: 'nothing provides',
  verdict: 'package.unmet',
  reason: '^.*(nothing provides .+)$',
} as const satisfies Sign

/** What zypper 1.13 to 1.14.89 says; most of it whatever the exit code, because 104 also hides a broken source. */
export const zypperSigns = [
  { pattern: 'Root privileges are required', verdict: 'dependency.permission' },
  { pattern: 'System management is locked', verdict: 'locked' },
  ...rpmSigns,
  { pattern: 'Write error|Curl error 23', verdict: 'dependency.disk-full' },
  {
    pattern: 'Parsing .repo file|not found by its alias|There are no enabled repositories',
    verdict: 'packages.configuration',
    reason: '^(?: - )?(Parsing .repo file .+|Repository .+ not found by its alias|There are no enabled repositories.*)',
  },
  { pattern: 'remove lock to allow', verdict: 'package.held', reason: '(remove lock to allow .+)$' },
  {
    pattern: "Signature verification failed|File is unsigned|doesn't contain public key data",
    verdict: 'repository.signature',
  },
  { pattern: 'scriptlet failed|file conflict', verdict: 'packages.transaction-failed' },
  { pattern: 'not found on medium|Digest verification failed|wrong checksum', verdict: 'refresh' },
  { pattern: 'returned error: 429', verdict: 'throttled' },
  { pattern: 'temporarily unaccessible|returned error: 5\\d\\d', verdict: 'transient' },
  // All sources were looked at, and those that are broken passed over: what is missing is the reason.
  { ...unmet, scope: 'all' },
  {
    pattern:
      'Curl error (35|51|58|60|77)|returned error: \\d|Permission to access .* denied|not found on medium|Login failed',
    verdict: 'repository.refused',
  },
  { pattern: 'HTTP code 4\\d\\d from proxy|CONNECT tunnel failed, response 4', verdict: 'repository.refused' },
  { pattern: 'Could not resolve|Connection failed|Curl error|Timeout exceeded', verdict: 'transient' },
  // Old ones add the second to whatever happened.
  { pattern: "Repository type can't be determined|Valid metadata not found", verdict: 'repository.refused' },
  { pattern: unmet.pattern, verdict: 'widen' },
  { pattern: 'Problem: .*conflicts with', verdict: 'package.unmet' },
  { pattern: 'is invalid|checksum|Digest', verdict: 'transient' },
  { pattern: 'No provider of', verdict: 'package.not-published' },
  { pattern: 'Trying to exit gracefully', verdict: 'transient' },
] as const satisfies readonly Sign[]

export const zypperReasons = [
  '^ *Error message: (\\S.*)$',
  '^ *Error code: (.+)$',
  '^ - (?!\\[\\|\\]|Can.t provide|ABORT)(?:\\[.+?\\] )?(.+)$',
  '^(?:error|warning): (%.+)$',
  '^(Detected \\d+ file conflicts?:\\s+File \\S+)$',
  '^((?:Permission to access|Location|File) .+ (?:denied|unaccessible|not found on medium .+)\\.?)$',
  '^(?:Warning: )?(Digest verification failed for file .+)$',
  '^(Problem: .+)$',
  '^(System management is locked.+|Root privileges are required.+)$',
  '^(No provider of .+)$',
  '^(?:Error|error|ABORT): *(.+)$',
] as const

import { rpmSigns } from './rpm.ts'
import type { Sign } from './row.ts'

const unmet = {
  pattern: 'nothing provides',
  verdict: 'package.unmet',
  reason: '^.*(nothing provides .+)$',
} as const satisfies Sign

/** What zypper says, 1.13 to 1.14.89. */
export const zypperSigns = [
  { pattern: 'Root privileges are required', verdict: 'dependency.permission' },
  { pattern: 'System management is locked', verdict: 'locked' },
  ...rpmSigns,
  { pattern: 'Write error|Curl error 23', verdict: 'dependency.disk-full' },
  { pattern: 'Unexpected exception|Parsing .repo file', verdict: 'packages.configuration' },
  { pattern: 'There are no enabled repositories', verdict: 'packages.configuration' },
  { pattern: 'remove lock to allow', verdict: 'package.held' },
  { pattern: 'Signature verification failed|File is unsigned', verdict: 'repository.signature' },
  { pattern: 'scriptlet failed|file conflict', verdict: 'packages.transaction-failed' },
  { pattern: 'not found on medium|Digest verification failed|wrong checksum', verdict: 'refresh' },
  { pattern: 'HTTP response: (5\\d\\d|429)|temporarily unaccessible', verdict: 'transient' },
  // All sources were looked at, and those that are broken passed over: what is missing is the reason.
  { ...unmet, scope: 'all' },
  {
    pattern: 'Curl error (35|51|58|60|77)|HTTP response: \\d|Permission to access .* denied|not found on medium',
    verdict: 'repository.refused',
  },
  { pattern: "Repository type can't be determined|Valid metadata not found", verdict: 'repository.refused' },
  { pattern: 'nothing provides', verdict: 'widen' },
  { pattern: 'Problem: .*conflicts with', verdict: 'packages.transaction-failed' },
  {
    pattern: 'Could not resolve|Connection failed|Curl error|Timeout exceeded|is invalid|checksum',
    verdict: 'transient',
  },
  { pattern: 'No provider of|not found in package names', verdict: 'package.not-published' },
  { pattern: 'Trying to exit gracefully', verdict: 'transient' },
] as const satisfies readonly Sign[]

export const zypperReasons = [
  '^ - (?!Can.t provide)(.+)$',
  '^(Problem: .+)$',
  '^(?:error|warning): (%.+)$',
  '^(System management is locked.+)$',
  '^(No provider of .+)$',
  '^(?:Error|error|ABORT): *(.+)$',
] as const

import { rpmSigns } from './rpm.ts'
import type { Sign } from './row.ts'

const unmet = {
  pattern: 'nothing provides',
  verdict: 'package.unmet',
  reason: '^.*(nothing provides .+)$',
} as const satisfies Sign

/** What tdnf says; by the number of its error, because its exit code is that number modulo 256. */
export const tdnfSigns = [
  { pattern: 'Error\\(1601\\)', verdict: 'dependency.permission' },
  { pattern: 'waiting for tdnf_instance lock', verdict: 'locked' },
  ...rpmSigns,
  { pattern: 'Error\\((1036|1661)\\)', verdict: 'dependency.disk-full' },
  { pattern: 'Error\\((2500|1037|1602|1523)\\)', verdict: 'packages.configuration' },
  { pattern: 'Error\\((1514|1510)\\)', verdict: 'repository.signature' },
  // Nothing passes over a broken source by itself here.
  { pattern: "synchronize cache for repo '", verdict: 'avoid', scope: 'all' },
  { pattern: 'Error: 404 when downloading \\S+\\.rpm|Error\\(1528\\)', verdict: 'refresh' },
  { pattern: 'Error: 429 when downloading', verdict: 'throttled' },
  { pattern: 'Error: 5\\d\\d when downloading', verdict: 'transient' },
  { ...unmet, scope: 'all' },
  {
    // 1201 and the number of curl's error.
    pattern: 'Error: \\d+ when downloading|Error\\((1236|1252|1259|1261|1278)\\)',
    verdict: 'repository.refused',
  },
  { pattern: unmet.pattern, verdict: 'widen' },
  { pattern: 'Error\\(1525\\)|conflicts with file', verdict: 'packages.transaction-failed' },
  { pattern: 'Error\\(1301\\)', verdict: 'package.unmet' },
  { pattern: 'Error\\(1011\\)', verdict: 'package.not-published' },
  { pattern: "Error\\((12\\d\\d|1304|1528)\\)|^Disabling Repo: '|synchronize cache for repo '", verdict: 'transient' },
] as const satisfies readonly Sign[]

export const tdnfReasons = [
  '^(Error: \\d+ when downloading \\S+)',
  '^\\d+\\. (.+)$',
  '^ +(file \\S+ from install of .+)$',
  '^(?:error|warning): (.+)$',
  '^(package .+: script error in .+)$',
  // Never the advice to pass over a signature.
  '^Error\\(\\d+\\) : (.+?)(?: Use --nogpgcheck.*)?$',
  '^(waiting for tdnf_instance lock.*)$',
  '^Error: (Failed to synchronize cache .+)$',
  '^(Disabling Repo: .+)$',
] as const

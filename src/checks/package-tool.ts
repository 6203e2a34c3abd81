import type { Host } from '../host.ts'
import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import type { Target } from '../core/target.ts'

const check = 'package-tool'

/** Whether the package manager of the profile is there: container and image-based variants of a system have none. */
export async function checkPackageTool(host: Host, { displayName, packageManager }: Target): Promise<Finding> {
  if (await hasProgram(host, packageManager))
    return { check, verdict: 'passed', message: `${packageManager} is there.` }
  const detail = { system: displayName, tool: packageManager }
  return { check, verdict: 'blocked', code: 'system.no-package-manager', detail }
}

/** Whether a program is found where programs are started from; a shell that gives no answer is not held against it. */
export async function hasProgram(host: Host, name: string): Promise<boolean> {
  const argv = ['sh', '-c', 'command -v -- "$0" >/dev/null', name]
  const { exitCode } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  return exitCode === undefined || exitCode === 0
}

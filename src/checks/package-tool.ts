import type { Host } from '../host.ts'
import type { Finding } from '../core/finding.ts'
import { programFolders } from '../core/program-folders.ts'
import type { Target } from '../core/target.ts'

const check = 'package-tool'
/** root may execute what anybody may. */
const anyoneExecutes = 0o111

/** Whether the package manager of the profile is there: container and image-based variants of a system have none. */
export async function checkPackageTool(host: Host, { displayName, packageManager }: Target): Promise<Finding> {
  if (await hasProgram(host, packageManager))
    return { check, verdict: 'passed', message: `${packageManager} is there.` }
  const detail = { system: displayName, tool: packageManager }
  return { check, verdict: 'blocked', code: 'system.no-package-manager', detail }
}

/** Whether there is a file to execute where programs are started from. */
export async function hasProgram({ files }: Pick<Host, 'files'>, name: string): Promise<boolean> {
  for (const folder of programFolders) {
    const path = await files.resolve(`${folder}/${name}`)
    const found = path === undefined ? undefined : await files.stat(path)
    if (found?.type === 'file' && (found.mode & anyoneExecutes) !== 0) return true
  }
  return false
}

import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'

/** What the packages give administrators sudo with. */
export const sudoersFragment = '/etc/sudoers.d/aad_admins'

/** What is wrong with the packages' rules for sudo, which would break sudo for everybody; nothing where there are none. */
export async function brokenSudoers(host: Host): Promise<string[]> {
  if ((await host.files.resolve(sudoersFragment)) === undefined) return []
  const { exitCode, stdout, stderr } = await host.processes.run(['visudo', '-c', '-f', sudoersFragment], {
    timeoutMs: limits.query.timeoutMs,
  })
  if (exitCode === 0 || exitCode === undefined) return []
  const said = `${stderr}\n${stdout}`.trim().split('\n')[0] ?? ''
  return [`${sudoersFragment} is not valid for sudo (${said})`]
}

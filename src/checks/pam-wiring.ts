import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { filesOfSsh, filesWithModule } from './pam-stack.ts'

/**
 * What keeps PAM from asking the module when somebody logs in by SSH: it must stand in a file that sshd's own leads
 * to, or, where sshd has no file of its own, in any of those the packages write to.
 */
export async function missingPam(host: Host, { wiring }: Pick<Target, 'wiring'>): Promise<string[]> {
  const { files, module } = wiring.pam
  const reached = await filesOfSsh(host, wiring)
  if ((await filesWithModule(host, wiring, reached.length > 0 ? reached : files)).length > 0) return []
  const elsewhere = await filesWithModule(host, wiring, files)
  if (elsewhere.length === 0) return [`${module} is in none of ${files.join(', ')}`]
  return [`${module} is in ${elsewhere.join(', ')}, but /etc/pam.d/sshd does not lead there`]
}

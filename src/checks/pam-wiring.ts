import { pamModulePlaces } from '../core/library-folders.ts'
import type { MissingPiece } from '../core/piece.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { filesOfSsh, filesWithModule } from './pam-stack.ts'

/**
 * What keeps PAM from asking the module when somebody logs in by SSH: it must stand in a file that sshd's own leads
 * to, or, where sshd has no file of its own, in any of those the packages write to. A module that is named but not
 * there keeps everybody out, local users too.
 */
export async function missingPam(host: Host, { wiring }: Pick<Target, 'wiring'>): Promise<MissingPiece[]> {
  const { files, module } = wiring.pam
  const reached = await filesOfSsh(host, wiring)
  const asked = await filesWithModule(host, wiring, reached.length > 0 ? reached : files)
  if (asked.length > 0) return lostModule(host, module, asked)
  const elsewhere = await filesWithModule(host, wiring, files)
  if (elsewhere.length === 0) return [{ piece: 'pam', what: `${module} is in none of ${files.join(', ')}` }]
  return [{ piece: 'pam', what: `${module} is in ${elsewhere.join(', ')}, but /etc/pam.d/sshd does not lead there` }]
}

async function lostModule({ files }: Host, module: string, asked: readonly string[]): Promise<MissingPiece[]> {
  for (const path of pamModulePlaces(module)) if ((await files.resolve(path)) !== undefined) return []
  return [{ piece: 'pam-module', what: `${asked.join(', ')} name ${module}, but there is no ${module}.so` }]
}

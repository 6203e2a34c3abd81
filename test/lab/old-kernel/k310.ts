import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import { runTool } from '../packages/tools.ts'

/**
 * The path of a static program that runs its arguments as on Linux 3.10: calls of the kernel that came later answer
 * ENOSYS, later flags of old ones EINVAL, and uname says 3.10. Children are under it too, and cannot gain privileges.
 */
export async function oldKernel(): Promise<string> {
  const source = join(import.meta.dirname, 'k310.c')
  const folder = await cached('k310', [readFileSync(source, 'utf8')], (draft) =>
    runTool('gcc', ['-O2', '-static', '-o', join(draft, 'k310'), source]).then(() => undefined),
  )
  return join(folder, 'k310')
}

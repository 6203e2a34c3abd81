import { join } from 'node:path'
import { root } from '../../../scripts/package/paths.ts'
import { labZip } from '../handler-package.ts'

/** The path of the zip of the handler in which things go wrong on command; built when it is not fresh. */
export async function faultZip(version: string): Promise<string> {
  const entry = join(import.meta.dirname, 'handler', 'main.ts')
  return labZip(version, { entry, out: join(root, 'dist', 'lab', 'faults') })
}

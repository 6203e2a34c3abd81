import type { Context } from './context.ts'
import { deploy } from './deploy.ts'
import { prepare } from './prepare.ts'

/** Installs the newest packages. Every blocking check runs before anything is changed, and a failure is undone. */
export async function install(context: Context): Promise<string> {
  return deploy(context, await prepare(context), 'upgrade')
}

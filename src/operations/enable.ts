import { askIdentity } from './ask-identity.ts'
import { conclude } from './conclude.ts'
import type { Context } from './context.ts'
import { isOwner } from './owner.ts'
import { prepare } from './prepare.ts'
import { standingWarnings, stillVerified } from './remember.ts'

/**
 * Makes sure that login works. The agent calls this at every boot and every unrelated change of the VM, so when
 * nothing has changed it costs one question to the metadata service and reads a few files.
 */
export async function enable(context: Context): Promise<string> {
  const prepared = await prepare(context)
  const { settings, memory, interrupted } = prepared
  const isSettled = !interrupted && (await isOwner(context)) && (await stillVerified(context, settings, memory))
  if (!isSettled) {
    const { deploy } = await import('./deploy.ts')
    return deploy(context, prepared, 'converge')
  }
  const waitMs = settings.identityWaitSeconds * 1000
  conclude(context, [await askIdentity(context, { waitMs, wired: true, cloud: memory.cloud })])
  const message = 'Nothing that login depends on has changed since it was last verified.'
  context.notes.push({ name: 'login-wiring', verdict: 'passed', message }, ...standingWarnings(memory))
  return 'Login with Microsoft Entra ID is set up; nothing has changed since it was verified.'
}

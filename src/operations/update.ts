import type { Host } from '../host.ts'
import { clearUpdateMarker, markUpdate, type Update } from '../machine/update-marker.ts'
import type { Context } from './context.ts'
import { tidyState } from './tidy.ts'

/** Leaves the sign that tells the old version's uninstall to keep everything; the packages change at install. */
export async function update(context: Context): Promise<string> {
  const found = versions(context)
  try {
    await markUpdate(context.host, found)
  } catch (error) {
    await forget(context.host)
    throw error
  }
  return `The update from ${found.from} to ${found.to} keeps the login as it is.`
}

/** After a failed update a delete may follow, and what stayed of the marker would make it keep the packages. */
async function forget(host: Host): Promise<void> {
  try {
    await clearUpdateMarker(host)
  } catch (error) {
    host.log.write('warn', 'the sign of an update could not be taken away', { error })
  }
  await tidyState(host)
}

/**
 * On an upgrade the agent runs the new version and names the old one. On a downgrade it runs the old, higher one
 * and names the target version twice (guest agent 2.7.3.0 and 2.15.0.1), so there our own version is the old one.
 */
function versions({ environment, invocation, version }: Context): Update {
  const own = environment.version ?? version
  const to = invocation.env.VERSION ?? own
  const named = invocation.env.AZURE_GUEST_AGENT_UPDATING_FROM_VERSION ?? own
  const from = named === to ? own : named
  const fromFolder = environment.extensionFolder.replace(/[^/]*$/, `${environment.name}-${from}`)
  return { from, to, fromFolder }
}

import type { Host } from '../host.ts'
import { isEmpty, readLedger } from '../machine/ledger.ts'
import { layout } from '../machine/layout.ts'
import { readMemory } from '../machine/memory.ts'

/**
 * Removes our own state folder when it holds nothing that a later command needs: a failed install leaves no trace.
 * Trouble here is only logged: it must not take the place of the failure that is being reported.
 */
export async function tidyState(host: Host): Promise<void> {
  try {
    if (await isStillNeeded(host)) return
    await host.files.remove(layout.state)
  } catch (error) {
    host.log.write('warn', `${layout.state} could not be tidied up`, { error })
  }
}

async function isStillNeeded(host: Host): Promise<boolean> {
  if ((await host.files.stat(layout.state)) === undefined) return true
  if ((await host.files.stat(layout.transaction)) !== undefined) return true
  return !isEmpty(await readLedger(host)) || (await readMemory(host)).verified !== undefined
}

import type { Settings } from '../agent/settings.ts'
import { keepPolicy, readMemory, type Memory } from '../machine/memory.ts'
import { settleTransaction } from '../machine/transaction.ts'
import { clearUpdateMarker } from '../machine/update-marker.ts'
import type { Context } from './context.ts'
import { lookAtSettings } from './look-at-settings.ts'
import { otherOwner } from './owner.ts'
import { tidyState } from './tidy.ts'

/** What install and enable know before they look at the machine. */
export interface Prepared {
  readonly settings: Settings
  readonly memory: Memory
  /** An earlier transaction was cut short and has to be finished. */
  readonly interrupted: boolean
}

/**
 * Ends an update that was under way, reads the settings, and settles what an earlier command left running. Throws
 * `owner.standalone` or `owner.extension`, with nothing touched, where another manages the login.
 */
export async function prepare(context: Context): Promise<Prepared> {
  const { host, budget } = context
  const other = await otherOwner(context)
  if (other !== undefined) throw other
  await clearUpdateMarker(host)
  try {
    const settings = await lookAtSettings(context)
    const interrupted = (await settleTransaction(host, budget)) === 'interrupted'
    return { settings, interrupted, memory: await keepPolicy(host, await readMemory(host), settings.sessions) }
  } catch (error) {
    await tidyState(host)
    throw error
  }
}

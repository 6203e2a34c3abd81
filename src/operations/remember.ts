import type { Settings } from '../agent/settings.ts'
import { sha256 } from '../core/digest.ts'
import { fingerprint, verificationInputs } from '../machine/fingerprint.ts'
import { writeMemory, type Memory } from '../machine/memory.ts'
import type { Context } from './context.ts'
import type { Look } from './look.ts'

export interface Deployed {
  readonly look: Look
  readonly settings: Settings
}

/**
 * Notes what the verification that just passed had read, so that the next command can tell whether it still holds.
 * Trouble is only logged: the login works, and all that is lost is the short way of the next command.
 */
export async function remember(context: Context, memory: Memory, deployed: Deployed): Promise<void> {
  try {
    await note(context, memory, deployed)
  } catch (error) {
    context.host.log.write('warn', 'what was verified could not be noted', { error })
  }
}

async function note(context: Context, memory: Memory, { look, settings }: Deployed): Promise<void> {
  const { host } = context
  const inputs = verificationInputs(look.target, look.grammar)
  const verified = {
    request: await requestKey(context, settings),
    fingerprint: await fingerprint(host, inputs),
    inputs: { contents: [...inputs.contents], folders: [...inputs.folders], stats: [...inputs.stats] },
  }
  await writeMemory(host, { ...memory, verified })
}

/** Whether the login was verified for just these settings and nothing that verification read has changed since. */
export async function stillVerified(context: Context, settings: Settings, memory: Memory): Promise<boolean> {
  const { verified } = memory
  if (verified?.request !== (await requestKey(context, settings))) return false
  return verified.fingerprint === (await fingerprint(context.host, verified.inputs))
}

/** What of handler and settings decides what is installed. */
async function requestKey({ version }: Context, settings: Settings): Promise<string> {
  const { allowDerivatives, repository, package: wanted } = settings
  return sha256(JSON.stringify([version, allowDerivatives, repository ?? null, wanted ?? null]))
}

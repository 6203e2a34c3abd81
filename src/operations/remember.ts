import type { Settings } from '../agent/settings.ts'
import { sha256 } from '../core/digest.ts'
import type { Note } from '../core/outcome.ts'
import { fingerprint, verificationInputs, type VerificationInputs } from '../machine/fingerprint.ts'
import { writeMemory, type Memory } from '../machine/memory.ts'
import type { Context } from './context.ts'
import type { Look } from './look.ts'

export interface Deployed {
  readonly look: Look
  readonly settings: Settings
  /** What verification looked at. */
  readonly seen?: VerificationInputs
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

async function note(context: Context, memory: Memory, { look, settings, seen }: Deployed): Promise<void> {
  const { host } = context
  const inputs = verificationInputs(look.target, look.grammar, seen)
  const verified = {
    request: await requestKey(context, settings),
    fingerprint: await fingerprint(host, inputs),
    inputs: { contents: [...inputs.contents], folders: [...inputs.folders], stats: [...inputs.stats] },
    warnings: warningsOf(context),
  }
  await writeMemory(host, { ...memory, verified })
}

/** Looked at anew by every command, so not to be repeated. */
const alwaysLookedAt = ['settings', 'managed-identity']

function warningsOf({ host, notes }: Context): { name: string; message: string }[] {
  const seen = `(seen ${new Date(host.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')})`
  return notes
    .filter(({ name, verdict }) => verdict === 'warning' && !alwaysLookedAt.includes(name))
    .map(({ name, message }) => ({ name, message: host.log.redact(`${message} ${seen}`) }))
}

/**
 * What the verification that still holds had warned of, with its time: install has no status in the portal, so whoever
 * comes after it has to tell.
 */
export function standingWarnings({ verified }: Memory): Note[] {
  return (verified?.warnings ?? []).map((warning) => ({ ...warning, verdict: 'warning' }))
}

/** Whether the login was verified for just these settings and nothing that verification read has changed since. */
export async function stillVerified(context: Context, settings: Settings, memory: Memory): Promise<boolean> {
  const { verified } = memory
  if (verified?.request !== (await requestKey(context, settings))) return false
  return verified.fingerprint === (await fingerprint(context.host, verified.inputs))
}

/** Whether the login was verified for just these settings, whatever has changed since. */
export async function isKnownRequest(context: Context, settings: Settings, { verified }: Memory): Promise<boolean> {
  return verified?.request === (await requestKey(context, settings))
}

/** What of handler and settings decides what is installed. */
export async function requestKey({ version }: Pick<Context, 'version'>, settings: Settings): Promise<string> {
  const { allowDerivatives, repository, package: wanted } = settings
  return sha256(JSON.stringify([version, allowDerivatives, repository ?? null, wanted ?? null]))
}

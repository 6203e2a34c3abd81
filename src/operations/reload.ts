import { checkSshdReload, findReload } from '../checks/sshd-reload.ts'
import { apply } from '../core/apply.ts'
import { asFailure } from '../core/failure.ts'
import { firstBlocking, missingPieces, type BlockingFinding, type Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import { describeStep, type Step } from '../core/plan.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import type { PackageManager } from '../machine/package-manager.ts'
import { explained, withCommands } from './by-hand.ts'
import type { Context } from './context.ts'
import { executor } from './executor.ts'

interface ReloadWork {
  readonly target: Target
  readonly manager: PackageManager
  readonly takeBack: PackageManager
  /** The host through which verification looks. */
  readonly eyes: Host
}

interface Reloaded {
  readonly findings: readonly Finding[]
  readonly tried: readonly string[]
}

/**
 * Reloads sshd where verification found that it runs with an older configuration than the one on disk, and looks again.
 * The packages may have told it to reload a moment ago, so it is given that moment.
 */
export async function reloadWhereNeeded(
  context: Context,
  { target, manager, takeBack, eyes }: ReloadWork,
  findings: readonly Finding[],
): Promise<Reloaded> {
  if (!missingPieces(findings).includes('sshd-reload')) return { findings, tried: [] }
  const others = findings.filter(({ check }) => check !== 'sshd-reload')
  const settled = await settle(eyes, target)
  if (settled === undefined) return { findings: [...others, ...(await verify(eyes, target))], tried: [] }
  const reload = await findReload(context.host, target)
  if (reload.kind === 'unwise')
    return { findings: [...others, explained(settled, `not reloaded, because ${reload.reason}`)], tried: [] }
  const step: Step = { kind: 'reload-sshd', sshd: reload.sshd }
  try {
    await apply({ steps: [{ step, undo: [] }] }, executor(context, manager, takeBack), () => Promise.resolve())
  } catch (error) {
    return { findings: [...others, explained(settled, asFailure(error).message)], tried: [describeStep(step)] }
  }
  return { findings: [...others, ...(await verify(eyes, target))], tried: [describeStep(step)] }
}

/** Undefined once sshd has read its configuration by itself. */
async function settle(eyes: Host, target: Target): Promise<BlockingFinding | undefined> {
  const { clock } = eyes
  const until = clock.monotonic() + limits.sshd.settleMs
  for (;;) {
    const blocking = firstBlocking(await verify(eyes, target))
    if (blocking === undefined || clock.monotonic() >= until) return blocking
    await clock.sleep(limits.sshd.pollMs)
  }
}

async function verify(host: Host, target: Target): Promise<Finding[]> {
  return withCommands([await checkSshdReload(host, target)], target)
}

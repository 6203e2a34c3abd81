import { asFailure, describeFailure, HandlerFailure } from '../core/failure.ts'
import type { FailureCode } from '../core/failures.ts'
import { limits } from '../core/limits.ts'
import type { Step } from '../core/plan.ts'
import type { LoginPlaces } from '../core/removal.ts'
import { isThere } from './dangling-wiring.ts'
import type { InsistentRemoval } from './grammar.ts'
import { packagedPamFiles, whatLeadsTo } from './packaged-pam-files.ts'
import { leftOf, removePackages, removeWith, type PackageManager } from './package-manager.ts'
import { returnScripts, setScriptsAside } from './scripts-aside.ts'
import { requireNobody } from './sessions.ts'
import { putBack, takeOut, type KeptFiles } from './unwire.ts'

type Removal = Extract<Step, { kind: 'remove-packages' }>

/** Failures that another way to remove the packages may get past: their scripts, or other packages of the machine. */
const passable: readonly FailureCode[] = [
  'packages.transaction-failed',
  'packages.configuration',
  'package.unmet',
  'package.not-published',
]

/**
 * Removes packages; where the step insists, a package whose scripts fail goes without them. Its wiring is taken out
 * before, because a PAM stack that names a missing module shuts everybody out; what would do so all the same stays
 * installed (`removal.unsafe`). Nobody is logged in through it at that moment (`sessions.open`). Throws the first
 * failure when no way leads there; the wiring is back then.
 */
export async function removeInsisting(manager: PackageManager, { names, purge, insists }: Removal): Promise<void> {
  const how = purge ? 'purge' : 'remove'
  await returnScripts(manager.host)
  const first = await failureOf(() => removePackages(manager, names, how))
  if (first === undefined) return
  if (insists === undefined || !passable.includes(first.code)) throw first
  for (const way of manager.grammar.insistent) {
    await requireNobody(manager.host, insists.wiring.nss.module)
    const left = await leftOf(manager, names, how)
    manager.host.log.write('warn', 'another way to remove them', { left, phrase: way[how] })
    const failure = way.skips
      ? await withoutScripts(manager, { way, how, names: left, places: insists, first })
      : await failureOf(() => removeWith(manager, way[how], left, how))
    if (failure === undefined) return
    if (!passable.includes(failure.code)) throw failure
  }
  throw first
}

interface Attempt {
  readonly way: InsistentRemoval
  readonly how: 'remove' | 'purge'
  readonly names: readonly string[]
  readonly places: LoginPlaces
  readonly first: HandlerFailure
}

async function withoutScripts(
  manager: PackageManager,
  { way, how, names, places, first }: Attempt,
): Promise<HandlerFailure | undefined> {
  const { host } = manager
  const kept = await unwire(manager, { names, places, first })
  await setScriptsAside(host, way.scripts, names)
  const failure = await failureOf(() => removeWith(manager, way[how], names, how))
  // Of a package that has gone there is nothing to return to, and its scripts are not there to be returned.
  const stays = await isThere(host, 'pam', places)
  await returnScripts(host)
  if (failure !== undefined && stays) for (const files of kept) await putBack(host, files)
  if (failure === undefined) manager.tell?.(await tellOf(host, names, first), 'removal')
  return failure
}

/** Throws `removal.unsafe`, with everything as it was, when a file would still lead to what goes. */
async function unwire(
  { host, grammar }: PackageManager,
  { names, places, first }: Pick<Attempt, 'names' | 'places' | 'first'>,
): Promise<KeptFiles[]> {
  const kept: KeptFiles[] = []
  const refuse = async (reason: string): Promise<never> => {
    for (const files of kept) await putBack(host, files)
    throw new HandlerFailure('removal.unsafe', { packages: names.join(', '), failure: reasonOf(first), reason })
  }
  const leading = await whatLeadsTo(host, await packagedPamFiles(host, grammar, names))
  if (leading !== undefined) return refuse(leading)
  for (const part of ['pam', 'sshd', 'nss'] as const)
    try {
      kept.push(await takeOut(host, part, places))
    } catch (error) {
      return refuse(wordsOf(error))
    }
  return kept
}

async function tellOf(host: PackageManager['host'], names: readonly string[], first: HandlerFailure): Promise<string> {
  const left = await leftByScripts(host)
  const rest = left.length === 0 ? '' : ` What the scripts would have removed is left: ${left.join(', ')}.`
  return `${names.join(', ')}: removed without scripts, because they fail (${reasonOf(first)}).${rest}`
}

/** What only the scripts of the packages remove. Nothing of it is in anybody's way. */
async function leftByScripts({ files }: PackageManager['host']): Promise<string[]> {
  const groups = (await files.readText('/etc/group', limits.read.configurationBytes).catch(() => undefined)) ?? ''
  return [
    ...((await files.stat('/etc/aadpasswd')) === undefined ? [] : ['/etc/aadpasswd']),
    ...(/^aad_admins:/m.test(groups) ? ['the group aad_admins'] : []),
  ]
}

function wordsOf(error: unknown): string {
  if (error instanceof HandlerFailure) return describeFailure(error.code, error.detail).cause.replace(/\.$/, '')
  return error instanceof Error ? error.message : String(error)
}

function reasonOf({ detail, message }: HandlerFailure): string {
  return String(detail.reason ?? message)
}

async function failureOf(work: () => Promise<void>): Promise<HandlerFailure | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return asFailure(error)
  }
}

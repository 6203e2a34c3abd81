import { unreachableCode } from '../core/egress.ts'
import { HandlerFailure } from '../core/failure.ts'
import type { FailureCode } from '../core/failures.ts'
import { limits } from '../core/limits.ts'
import type { Source } from '../core/plan.ts'
import { blamedIn, blamedRepository, finalCode, findReason } from './classify.ts'
import type { Verdict } from './grammar.ts'
import type { PackageManager } from './package-run.ts'
import { ownScope } from './source-scope.ts'
import { heldBack } from './package-holds.ts'
import { offeredVersions, queryPackages } from './package-query.ts'

/** What a package manager was asked to do, as far as its failure has to tell it. */
export interface FailedWork {
  /** What a person calls it, e.g. "install aadsshlogin". */
  readonly title: string
  /** Where packages come from: its trouble is ours, that of other sources is not. */
  readonly source?: Source
  readonly wanted?: readonly string[]
  /** Sources that had to be left out because they are broken. */
  readonly leftOut?: readonly string[]
}

/** What it looks like when a package is held back: refused by its name, not seen at all, or silently left out. */
const maybeHeld: readonly FailureCode[] = [
  'package.held',
  'package.not-published',
  'package.unmet',
  'packages.transaction-failed',
]

/** How package managers say that there is nothing at an address. */
const isAbsent = /\b404\b|type can't be determined/

/** The failure that a verdict on the output of this work ends in; asks which versions there are when one is missing. */
export async function failureOf(
  manager: PackageManager,
  work: FailedWork,
  output: string,
  verdict: Verdict,
): Promise<HandlerFailure> {
  const { grammar } = manager
  const final = finalCode(verdict)
  const held = maybeHeld.includes(final) ? await heldPackage(manager, work) : undefined
  if (held !== undefined) return held
  const reason = findReason(grammar, output, work.source, verdict) + unread(manager, work, output, verdict)
  if (final === 'package.not-published') return notPublished(manager, work, output)
  const { source, wanted = [] } = work
  const url = source === undefined ? 'the configured repositories' : blamedRepository(grammar, output, source)
  const isDirect = manager.proxy === undefined && url === source?.url
  const isMissing = final === 'repository.refused' && url === source?.url && isAbsent.test(reason)
  const code = final === 'repository.unreachable' && isDirect ? unreachableCode(reason) : final
  return new HandlerFailure(isMissing && manager.system.status === 'newer' ? 'repository.not-there-yet' : code, {
    ...{ url, system: manager.system.displayName },
    ...{ answer: reason, reason, detail: reason, tool: reason, work: work.title, package: wanted.join(', ') },
    ...{ holder: 'another process', seconds: limits.packageLocks.graceSeconds },
  })
}

/** What is missing may stand in a source that could not be read. */
function unread(
  { grammar }: PackageManager,
  { source, leftOut = [] }: FailedWork,
  output: string,
  verdict: Verdict,
): string {
  if (verdict !== 'package.unmet') return ''
  const blamed = blamedIn(grammar, output).filter((name) => name !== source?.id)
  const others = [...new Set([...leftOut, ...blamed])]
  return others.length === 0 ? '' : `; sources that could not be read: ${others.join(', ')}`
}

/** A package that could not be installed and that the administrator holds back: some managers just do not see it. */
async function heldPackage(
  { host, grammar }: PackageManager,
  { wanted = [] }: FailedWork,
): Promise<HandlerFailure | undefined> {
  const held = await heldBack(host, grammar, wanted)
  const states = held.size === 0 ? {} : await queryPackages(host, grammar, wanted)
  const name = wanted.find((word) => held.has(word) && states[word]?.status === 'absent')
  if (name === undefined) return undefined
  return new HandlerFailure('package.held', { package: name, reason: `see ${held.get(name) ?? ''}` })
}

async function notPublished(
  { host, grammar, system }: PackageManager,
  { title, source, wanted = [] }: FailedWork,
  output: string,
): Promise<HandlerFailure> {
  const said = findReason(grammar, output, source).split(/[^\w.+-]+/)
  const missing = wanted.find((name) => said.includes(name)) ?? wanted[0] ?? ''
  const scope = source === undefined ? [] : ownScope(grammar, source)
  const versions = (await offeredVersions(host, grammar, missing, scope)).join(', ')
  return new HandlerFailure('package.not-published', {
    url: source?.url ?? '',
    wanted: title.replace(/^\S+ /, ''),
    system: system.displayName,
    architecture: system.architecture,
    versions: versions || 'none',
  })
}

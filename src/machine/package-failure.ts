import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Source } from '../core/plan.ts'
import { blamedRepository, finalCode, findReason } from './classify.ts'
import type { Verdict } from './grammar.ts'
import type { PackageManager } from './package-manager.ts'
import { offeredVersions } from './package-query.ts'

/** What a package manager was asked to do, as far as its failure has to tell it. */
export interface FailedWork {
  /** What a person calls it, e.g. "install aadsshlogin". */
  readonly title: string
  /** Where packages come from: its trouble is ours, that of other sources is not. */
  readonly source?: Source
  readonly wanted?: readonly string[]
}

/** The failure that a verdict on the output of this work ends in; asks which versions there are when one is missing. */
export async function failureOf(
  manager: PackageManager,
  work: FailedWork,
  output: string,
  verdict: Verdict,
): Promise<HandlerFailure> {
  const code = finalCode(verdict)
  if (code === 'package.not-published') return notPublished(manager, work, output)
  const reason = findReason(manager.grammar, output, work.source?.url)
  const { source } = work
  return new HandlerFailure(code, {
    url: source === undefined ? 'the configured repositories' : blamedRepository(output, source.url),
    ...{ answer: reason, reason, detail: reason, tool: reason, work: work.title },
    ...{ holder: 'another process', seconds: limits.packageLocks.graceSeconds },
  })
}

async function notPublished(
  { host, grammar, system }: PackageManager,
  { title, source, wanted = [] }: FailedWork,
  output: string,
): Promise<HandlerFailure> {
  const said = findReason(grammar, output, source?.url).split(/[^\w.+-]+/)
  const missing = wanted.find((name) => said.includes(name)) ?? wanted[0] ?? ''
  const versions = (await offeredVersions(host, grammar, missing)).join(', ')
  return new HandlerFailure('package.not-published', {
    url: source?.url ?? '',
    wanted: title.replace(/^\S+ /, ''),
    system: system.displayName,
    architecture: system.architecture,
    versions: versions || 'none',
  })
}

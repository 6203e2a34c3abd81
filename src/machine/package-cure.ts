import type { Source } from '../core/plan.ts'
import { blamedIn } from './classify.ts'
import type { Cure } from './grammar.ts'
import { attempt } from './package-attempt.ts'
import type { PackageManager } from './package-run.ts'
import { scopeArguments, type Scope } from './source-scope.ts'
import { askPackages } from './package-question.ts'

/** A failed run and what can be done about it. */
export interface Ailment {
  readonly cure: Cure
  readonly source: Source | undefined
  readonly scope: Scope
  readonly output: string
  /** Called before a run that may install more than the one before it could. */
  readonly widened?: ((scope: readonly string[]) => Promise<void>) | undefined
}

/** Does what there is to do about it; answers the sources of the next run, the same where that is no use. */
export async function applyCure(manager: PackageManager, ailment: Ailment): Promise<Scope> {
  const { grammar } = manager
  const { source, scope } = ailment
  switch (ailment.cure) {
    case 'repair':
      await run(manager, 'finish the interrupted package configuration', grammar.repair, ailment)
      return scope
    case 'refresh':
      if (source !== undefined) await run(manager, 'read the package list again', grammar.refresh, ailment)
      return scope
    case 'widen': {
      // Dependencies come from the distribution; a third-party source that is broken there must not matter.
      const all: Scope = { ...scope, kind: 'all' }
      await run(manager, 'read all package lists', grammar.widen, { ...ailment, scope: all })
      await ailment.widened?.(scopeArguments(grammar, all, source))
      return all
    }
    case 'avoid': {
      const broken = await brokenSource(manager, ailment)
      return broken === undefined ? scope : { ...scope, without: [...scope.without, broken] }
    }
  }
}

async function run(
  manager: PackageManager,
  title: string,
  phrase: readonly string[],
  { source, scope }: Ailment,
): Promise<void> {
  if (phrase.length === 0) return
  await attempt(manager, { title, argv: { phrase, holes: {} }, scope, ...(source !== undefined && { source }) })
}

/** The first source that is complained about, is not ours and not left out yet, as arguments call it. */
async function brokenSource(manager: PackageManager, { output, source, scope }: Ailment): Promise<string | undefined> {
  const titles = await sourceTitles(manager)
  const ids = blamedIn(manager.grammar, output).map((blamed) => titles.get(blamed) ?? blamed)
  return ids.find((id) => id !== source?.id && !scope.without.includes(id))
}

/** What arguments call the sources, by their titles. */
async function sourceTitles({ host, grammar }: PackageManager): Promise<Map<string, string>> {
  if (grammar.listSources === undefined) return new Map()
  const { phrase, listed } = grammar.listSources
  const { stdout } = await askPackages(host, phrase)
  const entries = [...stdout.matchAll(new RegExp(listed, 'gm'))]
  return new Map(entries.map(({ groups }) => [groups?.title ?? '', groups?.id ?? '']))
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findReason, judge } from '../../../src/machine/classify.ts'
import { grammars, type PackageManagerName, type Verdict } from '../../../src/machine/grammar.ts'

/** What a recorded output means, and the line that is shown of it. */
export type Expected = readonly [verdict: Verdict, reason: string]

/** The outputs that a manager gave when it was made to fail in each of these ways: one file per failure. */
function outputs(manager: PackageManagerName): Map<string, string> {
  const folder = join(import.meta.dirname, '..', `${manager}-output`)
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return new Map(files.map((name) => [name.replace('.txt', ''), readFileSync(join(folder, name), 'utf8')]))
}

/** How the words of a manager are understood, for each recorded failure; those of third parties with all sources in use. */
export function understood(manager: PackageManagerName, url: string): Record<string, Expected> {
  const grammar = grammars[manager]
  const place = { url, id: 'aadsshlogin-handler' }
  const results = [...outputs(manager)].map(([failure, output]): [string, Expected] => {
    const verdict = judge(grammar, output, place, { scope: failure.startsWith('third') ? 'all' : 'own' })
    return [failure, [verdict, findReason(grammar, output, place, verdict)]]
  })
  return Object.fromEntries(results)
}

/** The verdicts of a row that none of these outputs led to. */
export function unseen(manager: PackageManagerName, seen: Readonly<Record<string, Expected>>): Verdict[] {
  const verdicts = new Set(Object.values(seen).map(([verdict]) => verdict))
  const all = grammars[manager].signs.map(({ verdict }): Verdict => verdict)
  return [...new Set(all)].filter((verdict) => !verdicts.has(verdict))
}

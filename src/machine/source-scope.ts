import type { Source } from '../core/plan.ts'
import { speak, type Grammar } from './grammar.ts'

/** Which sources a run may look at. */
export interface Scope {
  readonly kind: 'own' | 'all'
  /** Sources that stop a run and are left out. */
  readonly without: readonly string[]
}

/** The arguments that say which sources count; entries without a name, and work without a source, need none of our own. */
export function scopeArguments(
  grammar: Grammar,
  { kind, without }: Scope,
  source: Pick<Source, 'id'> | undefined,
): string[] {
  const id = source?.id ?? ''
  const words = id !== '' ? grammar.scope[kind] : kind === 'own' ? [] : grammar.scope.all.filter(isAboutAll)
  return [...speak(words, { id }), ...without.flatMap((broken) => speak(grammar.scope.without, { id: broken }))]
}

function isAboutAll(word: string): boolean {
  return !word.includes('{id}')
}

/** The arguments that leave only our own source. */
export function ownScope(grammar: Grammar, source: Pick<Source, 'id'>): string[] {
  return scopeArguments(grammar, { kind: 'own', without: [] }, source)
}

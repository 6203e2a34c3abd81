import { speak } from '../../../src/machine/grammar.ts'
import type { Grammar } from '../../../src/machine/grammar/row.ts'
import { scopeArguments } from '../../../src/machine/source-scope.ts'

/** The phrases of a row that become a run of a program. */
export const phrases = [
  'queryPackages',
  'listVersions',
  'refresh',
  'widen',
  'install',
  'remove',
  'purge',
  'simulateInstall',
  'simulateRemove',
  'repair',
  'reconfigure',
  'reinstall',
  'verifyFiles',
] as const satisfies readonly (keyof Grammar)[]
export type PhraseName = (typeof phrases)[number]

/** The holes that each phrase may have, and how the program fills them. */
export function holesOf(row: Grammar, kind: 'own' | 'all'): Readonly<Record<string, string | readonly string[]>> {
  return {
    names: ['a', 'b'],
    packages: ['a', 'b'],
    proxy: speak(row.proxy.arguments, { file: '/p' }),
    scope: scopeArguments(row, { kind, without: [] }, { id: row.repositories.format === 'ini' ? 'own' : '' }),
    name: 'a',
    version: '1',
    lockSeconds: '30',
    sourceFile: '/s',
    id: 'own',
  }
}

/** The argument list of a phrase as it is run, as one line. */
export function spoken(row: Grammar, phrase: PhraseName, kind: 'own' | 'all' = 'own'): string {
  return speak(row[phrase], holesOf(row, kind)).join(' ')
}

import type { SourceFile } from './imports.ts'

/** Files of src without a test at the mirrored path, and what proves them instead. */
const exceptions: Readonly<Record<string, string>> = {
  'main.ts': 'the composition root: the contract tests start it as the built program',
  'host.ts': 'the ports; FileTooLarge, its only code, is thrown by the tests of adapters/files',
  'core/limits.ts': 'a table of numbers; each one is met in the test of whoever obeys it',
  'core/failures.ts': 'the catalogue; test/rules/failures.test.ts walks it',
}

/** Words that say nothing about what a file owns. */
const emptyWords = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'service', 'misc']
const ownNames: Readonly<Record<string, string>> = {
  'machine/package-manager.ts': 'apt, dnf, zypper and tdnf are called package managers by everybody',
}

const mostLines = 200
const longTables: Readonly<Record<string, string>> = {
  'core/failures.ts': 'the catalogue: eight lines for each failure, the only place where the texts for customers stand',
}

/** One sentence per file that has neither a test, nor only types, nor a reason, and per exception that is stale. */
export function mirrorProblems(files: readonly SourceFile[], hasTest: (path: string) => boolean): string[] {
  return files.flatMap(({ path, text }) => {
    const excepted = Object.hasOwn(exceptions, path)
    if (hasTest(path)) return excepted ? [`${path} has a test and needs no exception`] : []
    if (excepted || codeLess(text)) return []
    return [`${path} has no test at test/${path.replace(/\.ts$/, '.test.ts')}`]
  })
}

/** Whether a text has nothing that runs: only imports of types, interfaces and type aliases. */
export function codeLess(text: string): boolean {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*/g, '')
  return bare
    .split('\n')
    .every((line) => /^(?:\s|}|$|import type |export interface |interface |(?:export )?type )/.test(line))
}

/** One sentence per file or folder whose name says nothing. */
export function nameProblems(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path }) => {
    const words = path.replace(/\.ts$/, '').split(/[/.-]/)
    const empty = words.filter((word) => emptyWords.includes(word))
    return empty.length === 0 || Object.hasOwn(ownNames, path) ? [] : [`${path} is named ${empty.join(', ')}`]
  })
}

/** One sentence per file with too many lines, and per table that has become short. */
export function lengthProblems(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const count = text.replace(/\n$/, '').split('\n').length
    const isLong = count > mostLines
    if (Object.hasOwn(longTables, path)) return isLong ? [] : [`${path} has ${count} lines and needs no exception`]
    return isLong ? [`${path} has ${count} lines`] : []
  })
}

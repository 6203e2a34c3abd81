import { failures, type FailureRow } from '../../src/core/failures.ts'
import { operationBudgets } from '../../src/core/limits.ts'
import { exclusions, rpmExclusions } from '../../test/lab/machine/exclusions.ts'
import { exitMeanings } from './exits.ts'
import { markdownTable } from './markdown.ts'
import { matrixTable } from './matrix.ts'
import { readProfiles } from './profiles.ts'
import { reportCounts, reportTable } from './reports.ts'
import { commandTable } from './rollout/commands.ts'
import { imageTable } from './rollout/image-table.ts'
import { settingRows } from './settings.ts'

/** Every generated table by name. */
export const tables: Readonly<Record<string, () => string>> = {
  matrix: () => matrixTable(readProfiles()),
  'failure-codes': failureCodes,
  failures: failureTable,
  settings: () => markdownTable(['Setting', 'Kind', 'Default', 'Meaning'], settingRows()),
  budgets,
  'rollout-images': imageTable,
  'rollout-commands': commandTable,
  reports: reportTable,
  'report-counts': reportCounts,
  exclusions: () =>
    markdownTable(
      ['Path', 'Reason'],
      [...exclusions, ...rpmExclusions].map(({ glob, reason }) => [`\`${glob}\``, reason]),
    ),
}

function rowsOf(): [string, FailureRow][] {
  return Object.entries<FailureRow>(failures).sort(([, a], [, b]) => a.exit - b.exit)
}

/** One row per exit code: what customers look up first. Throws when a code has no meaning, or a meaning no code. */
function failureCodes(): string {
  const byExit = Map.groupBy(rowsOf(), ([, row]) => row.exit)
  const known = ['0', ...[...byExit.keys()].map(String)].sort()
  const told = Object.keys(exitMeanings).sort()
  if (known.join() !== told.join()) throw new Error(`exit codes ${known.join(' ')}, meanings of ${told.join(' ')}`)
  const rows = Object.entries(exitMeanings).map(([exit, meaning]) => {
    const codes = (byExit.get(Number(exit)) ?? []).map(([code]) => `\`${code}\``)
    return [exit, meaning, codes.join(' ')]
  })
  return markdownTable(['Exit', 'Meaning', 'Failures'], rows)
}

function failureTable(): string {
  return rowsOf()
    .map(([code, row]) => {
      const again = row.transient ? 'may pass by itself' : 'stays until somebody acts'
      return `### ${row.exit} \`${code}\`\n\n${plain(row.cause)}\n\n**Remedy.** ${plain(row.remedy)}\n\n**Who acts:** ${row.owner}; ${again}.`
    })
    .join('\n\n')
}

/** Holes shown as words, safe in Markdown. */
function plain(text: string): string {
  return text
    .replace(/\{(\w+)\}/g, '_$1_')
    .replaceAll('*', '\\*')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

function budgets(): string {
  const rows = Object.entries(operationBudgets).map(([name, { agentLimitMs, budgetMs }]) => [
    `\`${name}\``,
    `${agentLimitMs / 1000} s`,
    `${budgetMs / 1000} s`,
  ])
  return markdownTable(['Command', 'The agent kills it at', 'We stop at'], rows)
}

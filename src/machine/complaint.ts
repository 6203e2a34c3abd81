import type { RunResult } from '../host.ts'

/** What a program that ended badly said about it: its first line, else how it ended. */
export function complaintOf({ stderr, problem, exitCode }: RunResult): string {
  const said = stderr.trim().split('\n')[0] ?? ''
  return said === '' ? (problem ?? `it ended with ${exitCode ?? 'nothing'}`) : said
}

import type { FailureCode } from '../core/failures.ts'
import type { Grammar, Verdict } from './grammar.ts'

/**
 * What the words of a failed run mean, first matching sign of the table. With a repository of ours in play,
 * complaints about other repositories do not count when ours has some of its own. A verdict that was `cured` in vain
 * is passed over: the same words then mean what the next sign says.
 */
export function judge(grammar: Grammar, output: string, url?: string, cured?: ReadonlySet<Verdict>): Verdict {
  const ours = relevant(output, url)
  const signs = grammar.signs.filter(({ verdict }) => cured?.has(verdict) !== true)
  const sign = signs.find(({ pattern }) => new RegExp(pattern, 'm').test(ours))
  return sign?.verdict ?? 'packages.transaction-failed'
}

/** The line of the output that tells a person most, or a plain sentence when nothing was said. */
export function findReason(grammar: Grammar, output: string, url?: string): string {
  const ours = relevant(output, url)
  for (const pattern of grammar.reasons) {
    const found = new RegExp(pattern, 'm').exec(ours)?.[1]
    if (found !== undefined) return found.replace(/\s+/g, ' ').replace(/[\s.]+$/, '')
  }
  return 'it gave no reason'
}

/** The repository that is to blame: ours unless only others are complained about (dependencies come from them). */
export function blamedRepository(output: string, url: string): string {
  if (complaints(output, url).length > 0) return url
  return /^(?:Err:\d+|[EW]: Failed to fetch) ([a-z]+:\/\/\S+)/m.exec(output)?.[1] ?? url
}

/** The failure a verdict ends in when no further try is made. */
export function finalCode(verdict: Verdict): FailureCode {
  if (verdict === 'locked') return 'packages.locked'
  if (verdict === 'transient') return 'repository.unreachable'
  if (verdict === 'repair' || verdict === 'refresh-all') return 'packages.transaction-failed'
  return verdict
}

/**
 * Whether a refresh read the list of this repository. Old apt exits 0 although it failed, every apt exits 100 when
 * another repository of the same file failed: so our address decides, and only then the exit code.
 */
export function wasRead(exitCode: number, output: string, url: string): boolean {
  if (complaints(output, url).length > 0) return false
  if (exitCode === 0) return true
  const errors = output.split('\n').filter((line) => /^(Err:|E: )/.test(line) && !line.includes('index files failed'))
  return errors.length > 0 && errors.every((line) => line.includes('://') || hook.test(line))
}

/** Programs that packages hang behind a refresh, e.g. command-not-found: they run when the lists have been read. */
const hook = /^E: (Problem executing scripts|Sub-process )/

/** The complaints about our repository where there are any, else the whole output. */
function relevant(output: string, url: string | undefined): string {
  const own = url === undefined ? [] : complaints(output, url)
  return own.length > 0 ? own.join('\n') : output
}

/** What is said of a list that was not read; other warnings (an old keyring, a weak key) come with one that was. */
const complaint = /^(Err:|E: |W: (Failed to fetch|GPG error|An error occurred|.*(is not signed|have a Release file)))/

/** Lines that complain and name the address, each with the indented line of detail below it. */
function complaints(output: string, url: string): string[] {
  const place = url
    .replace(/^[a-z]+:/i, '')
    .replace(/\/+$/, '')
    .toLowerCase()
  const lines = output.split('\n')
  return lines.flatMap((line, at) => {
    if (!complaint.test(line) || !names(line.toLowerCase(), place)) return []
    const detail = lines[at + 1]
    return detail?.startsWith(' ') === true ? [line, detail] : [line]
  })
}

/** Whether a line names this place itself, not one whose name only begins with it. */
function names(line: string, place: string): boolean {
  const rests = line.split(place).slice(1)
  return rests.some((rest) => !/^[\w.-]/.test(rest))
}

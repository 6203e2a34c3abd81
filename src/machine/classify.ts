import type { FailureCode } from '../core/failures.ts'
import type { Grammar, Verdict } from './grammar.ts'

/**
 * What the words of a failed run mean, first matching sign of the table. With a repository of ours in play,
 * complaints about other repositories do not count when ours has some of its own.
 */
export function judge(grammar: Grammar, output: string, url?: string): Verdict {
  const ours = relevant(output, url)
  const sign = grammar.signs.find(({ pattern }) => new RegExp(pattern, 'm').test(ours))
  return sign?.verdict ?? 'packages.transaction-failed'
}

/** The line of the output that tells a person most, or a plain sentence when nothing was said. */
export function findReason(grammar: Grammar, output: string, url?: string): string {
  const ours = relevant(output, url)
  for (const pattern of grammar.reasons) {
    const found = new RegExp(pattern, 'm').exec(ours)?.[1]
    if (found !== undefined) return found.trim().replace(/[\s.]+$/, '')
  }
  return 'it gave no reason'
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
  return errors.length > 0 && errors.every((line) => line.includes('://'))
}

/** The complaints about our repository where there are any, else the whole output. */
function relevant(output: string, url: string | undefined): string {
  const own = url === undefined ? [] : complaints(output, url)
  return own.length > 0 ? own.join('\n') : output
}

/** Lines that complain and name the address, each with the indented line of detail below it. */
function complaints(output: string, url: string): string[] {
  const place = url.replace(/^[a-z]+:\/\//i, '').toLowerCase()
  const lines = output.split('\n')
  return lines.flatMap((line, at) => {
    if (!/^(Err:|[EW]: )/.test(line) || !line.toLowerCase().includes(place)) return []
    const detail = lines[at + 1]
    return detail?.startsWith(' ') === true ? [line, detail] : [line]
  })
}

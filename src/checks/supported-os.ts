import type { Finding } from '../core/finding.ts'
import type { Selection } from '../core/profile.ts'
import type { Target } from '../core/target.ts'

const check = 'supported-os'

/**
 * Whether this system is in the table. One that is newer, derives from one of the table, or has no package passes with
 * a warning: the repository decides.
 */
export function checkSupportedOs(selection: Selection): Finding {
  if (selection.kind === 'unsupported')
    return { check, verdict: 'blocked', code: selection.code, detail: selection.detail }
  const { target } = selection
  const system = `${target.displayName} on ${target.architecture}`
  const doubts = doubtsAbout(selection)
  if (doubts.length === 0) return { check, verdict: 'passed', message: `${system} (${target.status}).` }
  return { check, verdict: 'warning', message: `${system} ${doubts.join(' and ')}; it is tried anyway.` }
}

function doubtsAbout({ target, row, parent }: Extract<Selection, { kind: 'supported' }>): string[] {
  const doubts: string[] = []
  if (parent !== undefined) doubts.push(`is not known to this extension, it derives from ${parent}`)
  if (row === undefined) doubts.push('is newer than this extension knows')
  return [...doubts, ...publicationDoubts(target)]
}

function publicationDoubts({ status, published }: Target): string[] {
  if (status === 'repository-gone') return ['has lost its repository at Microsoft, only a mirror can serve it']
  if (published?.value !== 'no') return []
  return [`had no login package when that was looked up (${published.asOf})`]
}

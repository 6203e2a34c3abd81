import type { Finding } from '../core/finding.ts'
import type { Selection } from '../core/profile.ts'

const check = 'supported-os'

/** Whether this system is in the table. A version newer than the table passes with a warning: the repository decides. */
export function checkSupportedOs(selection: Selection): Finding {
  if (selection.kind === 'unsupported')
    return { check, verdict: 'blocked', code: selection.code, detail: selection.detail }
  const { target } = selection
  const system = `${target.displayName} on ${target.architecture}`
  if (selection.newerThanTable)
    return { check, verdict: 'warning', message: `${system} is newer than this extension knows; it is tried anyway.` }
  if (target.published?.value === 'no') {
    const message = `${system}: the login package was not published for it on ${target.published.asOf}; it is tried anyway.`
    return { check, verdict: 'warning', message }
  }
  return { check, verdict: 'passed', message: `${system} (${target.status}).` }
}

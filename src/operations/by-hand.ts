import type { BlockingFinding, Finding } from '../core/finding.ts'
import { commandsFor } from '../core/piece.ts'
import type { Target } from '../core/target.ts'
import { grammarFor } from './look.ts'

/** Findings of a verification with the commands by which a person puts right what they say is missing. */
export function withCommands(findings: readonly Finding[], target: Target): Finding[] {
  const { byHand } = grammarFor(target.packageManager)
  const { packages, sshd, wiring } = target
  const names = { login: packages.login, selinux: packages.selinux.name, sshdUnit: sshd.unit, nss: wiring.nss }
  return findings.map((finding) => {
    if (finding.verdict !== 'blocked' || finding.pieces === undefined) return finding
    return { ...finding, detail: { ...finding.detail, commands: commandsFor(finding.pieces, byHand, names) } }
  })
}

/** What is still missing, with what was tried about it and how that failed. */
export function tellTried(findings: readonly Finding[], tried: readonly string[], failure?: string): Finding[] {
  const why = failure === undefined ? '' : ` (${failure})`
  return findings.map((finding) => {
    if (finding.verdict !== 'blocked' || finding.pieces === undefined || tried.length === 0) return finding
    return explained(finding, `tried: ${tried.join(', ')}${why}`)
  })
}

/** A finding that says more of what is missing. */
export function explained(finding: BlockingFinding, more: string): BlockingFinding {
  return { ...finding, detail: { ...finding.detail, missing: `${String(finding.detail.missing)}; ${more}` } }
}
